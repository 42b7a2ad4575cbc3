// The same for `everwire/websocket`, which libraries must take where they take the platform's class.
import {
  WebSocket as PlainSocket, type Drop, type QueueOutcome, type WebSocketOptions,
} from 'everwire/websocket';

const options: WebSocketOptions = {
  reconnect: true,
  queue: { maxMessages: 10, policy: 'drop-oldest' },
  heartbeat: { interval: 1000, message: () => 'ping', isReply: (data) => data === 'pong' },
  shouldReconnect: ({ code, willReconnect }: Drop) => willReconnect || code === 1000,
};

const socket = new PlainSocket(async () => 'wss://example.com/', () => ['chat'], options);
socket.onmessage = ({ data, origin }) => [data, origin];
socket.addEventListener('queue', ({ data, outcome }) => {
  const known: QueueOutcome = outcome;
  return [data, known];
});
socket.addEventListener('reconnecting', ({ attempt, delay, code, wasClean }) => attempt + delay + code + Number(wasClean));
socket.send(new Uint8Array(1));

export const instance: WebSocket = socket;
export const type: typeof WebSocket = PlainSocket;

// @ts-expect-error The options are known by name.
new PlainSocket('wss://example.com/', [], { retries: 3 });
// @ts-expect-error There are three policies.
new PlainSocket('wss://example.com/', [], { queue: { policy: 'drop-all' } });
