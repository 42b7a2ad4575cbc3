/** The sub-protocol that a server picks out of several. */
export const PROTOCOL = 'v2.interop';
/** More than the largest message of the tests, in bytes. */
export const MAX_MESSAGE = 2 * 1024 * 1024;

const PUSH_INTERVAL = 20;

const SERVICES = { echo, push, chat, close };
const room = new Set();

/**
 * Serves a new connection. `peer` has `send(message)`, with a string or a Buffer, and `close(code, reason)`. What is returned
 * wants to be told what comes: `hear(message)`, and at the end `leave(farewell)`.
 */
export function serve(name, peer) {
  return { leave() {}, ...SERVICES[name](peer) };
}

function echo(peer) {
  return { hear: (message) => peer.send(message) };
}

function push(peer) {
  let number = 0;
  const timer = setInterval(() => peer.send(String(number++)), PUSH_INTERVAL);
  return { hear() {}, leave: () => clearInterval(timer) };
}

function chat(peer) {
  const tell = (message) => room.forEach((member) => member.send(message));
  room.add(peer);
  return {
    hear: tell,
    leave(farewell) {
      room.delete(peer);
      tell(`left ${farewell}`);
    },
  };
}

function close(peer) {
  return {
    hear(message) {
      const [, code, reason] = /^(\d+) (.*)$/.exec(message);
      peer.close(Number(code), reason);
    },
  };
}
