/** The sub-protocol that a server selects out of several. */
export const PROTOCOL = 'v2.interop';
/** The size limit of messages, in bytes; larger than any message of the tests. */
export const MAX_MESSAGE = 2 * 1024 * 1024;

const PUSH_INTERVAL = 20;

const SERVICES = { echo, push, chat, close };
const room = new Set();

/**
 * Serves a new connection. `peer` has `send(message)`, with a string or a Buffer, and `close(code, reason)`. The caller passes each
 * message to `receive(message)` of the result, and calls `leave(farewell)` when the connection has ended.
 */
export function serve(name, peer) {
  return { leave() {}, ...SERVICES[name](peer) };
}

function echo(peer) {
  return { receive: (message) => peer.send(message) };
}

function push(peer) {
  let number = 0;
  const timer = setInterval(() => peer.send(String(number++)), PUSH_INTERVAL);
  return { receive() {}, leave: () => clearInterval(timer) };
}

function chat(peer) {
  const broadcast = (message) => room.forEach((member) => member.send(message));
  room.add(peer);
  return {
    receive: broadcast,
    leave(farewell) {
      room.delete(peer);
      broadcast(`left ${farewell}`);
    },
  };
}

function close(peer) {
  return {
    receive(message) {
      const [, code, reason] = /^(\d+) (.*)$/.exec(message);
      peer.close(Number(code), reason);
    },
  };
}
