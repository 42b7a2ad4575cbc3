import { Dialogue } from './dialogue.js';

const MEBIBYTE = 1024 * 1024;

const LARGE = {
  ascii: () => text(MEBIBYTE),
  text: () => 'x世'.repeat(MEBIBYTE / 4),
  bytes: () => bytes(MEBIBYTE),
};

/** Sends texts and bytes of many kinds for an echo. Resolves with the messages sent, those received, and their types. */
export async function echo(Socket, settings) {
  const dialogue = await Dialogue.open(Socket, settings);
  const messages = ['hello', '', 'Grüße, 世界, 👋🏽', 'a\u0000b', text(125), text(126), bytes(0), bytes(1), bytes(65_536), 'bye'];
  const outcome = await exchange(dialogue, messages);
  dialogue.leave();
  return outcome;
}

/** The same with 1 MiB each of some of `LARGE`. */
export async function large(Socket, { contents, ...settings }) {
  const dialogue = await Dialogue.open(Socket, settings);
  const outcome = await exchange(dialogue, contents.map((content) => LARGE[content]()));
  dialogue.leave();
  return outcome;
}

/** Offers sub-protocols. Resolves with the one that the server selected. */
export async function agree(Socket, settings) {
  const dialogue = await Dialogue.open(Socket, settings);
  const { protocol, url } = dialogue.socket;
  dialogue.leave();
  return { protocol, url };
}

/** Resolves with the first `count` messages that the server sends unasked. */
export async function push(Socket, { count, ...settings }) {
  const dialogue = await Dialogue.open(Socket, settings);
  const messages = [];
  while (messages.length < count) {
    messages.push(await dialogue.next());
  }
  dialogue.leave();
  return messages;
}

/** Two clients chat, then one leaves. `farewell` is the server's notice of that to the other client, if it sends one. */
export async function chat(Socket, { farewell, leaving, ...settings }) {
  const [anna, ben] = [await enter(Socket, settings), await enter(Socket, settings)];
  const line = `${crypto.randomUUID()}: hello, Anna`;
  ben.send(line);
  await Promise.all([anna.receives(line), ben.receives(line)]);
  anna.send(bytes(10));
  const heard = await Promise.all([anna, ben].map(async (member) => fingerprint(await member.next())));
  const end = await anna.end(...leaving);
  const rumour = farewell && await ben.receives(farewell);
  ben.leave();
  return { said: await fingerprint(bytes(10)), heard, end, rumour };
}

/** Asks the server to close. Resolves with the fields of `close` and the state. */
export async function beClosed(Socket, { code, reason, ...settings }) {
  const dialogue = await Dialogue.open(Socket, settings);
  dialogue.send(`${code} ${reason}`);
  return { ...await dialogue.end(), readyState: dialogue.socket.readyState };
}

/** The same with a socket that reconnects. Resolves with what it shows at `reconnecting` and at `open`. */
export async function beClosedAndReturn(Socket, { code, reason, ...settings }) {
  const dialogue = await Dialogue.open(Socket, settings);
  const seen = ['reconnecting', 'open'].map((type) => dialogue.fires(type, ({ attempt, code, reason, wasClean }) => {
    const { readyState } = dialogue.socket;
    return type === 'open' ? { readyState } : { readyState, attempt, code, reason, wasClean };
  }));
  dialogue.send(`${code} ${reason}`);
  const [down, back] = await Promise.all(seen);
  dialogue.leave();
  return { down, back };
}

/** Joins the chat. A client that receives its own message has joined. */
async function enter(Socket, settings) {
  const member = await Dialogue.open(Socket, settings);
  const name = crypto.randomUUID();
  member.send(name);
  await member.receives(name);
  return member;
}

async function exchange(dialogue, messages) {
  messages.forEach((message) => dialogue.send(message));
  const [sent, received] = [[], []];
  const types = new Set();
  for (const message of messages) {
    const answer = await dialogue.next();
    types.add(Object.prototype.toString.call(answer).slice(8, -1));
    sent.push(await fingerprint(message));
    received.push(await fingerprint(answer));
  }
  return { sent, received, types: [...types].sort() };
}

/** A digest of a message, for comparison. */
async function fingerprint(message) {
  const type = typeof message === 'string' ? 'text' : 'binary';
  const content = new Uint8Array(await new Blob([message]).arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return `${type} ${content.length} ${digest.toHex?.() ?? [...digest].join('.')}`;
}

function text(length) {
  return 'abcdefgh'.repeat(length / 8 + 1).slice(0, length);
}

function bytes(length) {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}
