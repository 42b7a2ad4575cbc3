// What a user writes. Each line that must be refused is marked, so that the compiler complains when it is not.
import {
  ConnectionError, EverSocket, OpenEvent, SocketCloseEvent, SocketErrorEvent,
  type EverSocketOptions, type FailureCode, type ReconnectDecision, type SocketStats, type Transport,
} from 'everwire';
import { EverSocket as SlimSocket, init } from 'everwire/slim';

const options: EverSocketOptions = {
  transports: ['websocket', 'sse'],
  maxRetries: Infinity,
  credentials: 'include',
  auth: async () => 'token',
  shouldReconnect: ({ code, status }: ReconnectDecision) => code !== 'FORBIDDEN' && status !== 410,
};

const socket = new EverSocket('wss://example.com/', ['chat'], options);
new EverSocket(new URL('wss://example.com/'));
new EverSocket(async () => 'wss://example.com/', () => 'chat');

socket.onopen = (event) => {
  for (const message of event.unconfirmed) {
    socket.send(message);
  }
};
socket.onmessage = function (event) {
  const target: EverSocket = this;
  const origin: string = event.origin;
  return [target, origin];
};
socket.onclose = null;
socket.addEventListener('close', (event) => {
  const isPlatformEvent: CloseEvent = event;
  const { code, reason, wasClean, unconfirmed }: SocketCloseEvent = event;
  return [isPlatformEvent, code, reason, wasClean, unconfirmed];
});
socket.addEventListener('error', ({ code, retryable, status, cause }: SocketErrorEvent) => {
  const word: FailureCode = code;
  return [word, retryable, status, cause];
});
socket.addEventListener('reconnecting', ({ attempt, delay, reason }) => [attempt + delay, reason === 'LINK_LOST']);
socket.addEventListener('reconnected', ({ transport, downtime }) => [transport === 'sse', downtime.toFixed()], { once: true });
socket.addEventListener('open', (event: OpenEvent) => event.unconfirmed.length);
socket.addEventListener('anything', { handleEvent: (event: Event) => event.type });

socket.send('text');
socket.send(new Uint8Array([1, 2, 3]));
socket.send(new ArrayBuffer(8));
socket.send(new Blob(['text']));
socket.binaryType = 'arraybuffer';

const state: 0 | 1 | 2 | 3 = socket.readyState;
const open: boolean = state === EverSocket.OPEN && socket.OPEN === 1;
const transport: Transport | null = socket.transport;
const stats: SocketStats = socket.stats();
export const report = [open, transport, stats, socket.rtt, socket.unacknowledged, socket.connected];

socket.ready.then((same: EverSocket) => same.close(1000, 'done'), (error: unknown) => {
  return error instanceof ConnectionError && error.code === 'UNAUTHORIZED' && error.retryable;
});

await init(new URL('https://example.com/everwire.wasm'));
const slim = new SlimSocket('wss://example.com/');
slim.close();
slim[Symbol.dispose]();

// @ts-expect-error The options are known by name.
new EverSocket('wss://example.com/', [], { maxRetry: 3 });
// @ts-expect-error Nothing else carries a session.
new EverSocket('wss://example.com/', [], { transports: ['carrier pigeon'] });
// @ts-expect-error Binary messages arrive as one of two kinds.
socket.binaryType = 'nodebuffer';
// @ts-expect-error Only the socket changes its state.
socket.readyState = 3;
// @ts-expect-error A message event has no code.
socket.onmessage = ({ code }) => code;
