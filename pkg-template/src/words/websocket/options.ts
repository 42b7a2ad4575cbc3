import { exception } from '../errors.js';
import type { EverSocketOptions } from '../everwire/options.js';
import type { SendData } from '../messages.js';

/** Why there is no link: what `shouldReconnect` decides on. */
export interface Drop {
  /** The close code; 1006 where there is none, and for an attempt that has failed. */
  readonly code: number;
  /** The server's reason. */
  readonly reason: string;
  /** Whether there was a closing handshake. */
  readonly wasClean: boolean;
  /** What the table of close codes says: whether another attempt would be made without asking. */
  readonly willReconnect: boolean;
}

/** What may wait while the link is down. */
export interface QueueOptions {
  /** Default: 1000. */
  maxMessages?: number;
  /** Default: 16777216. */
  maxBytes?: number;
  /** The longest time that a message waits, in milliseconds. Default: `Infinity`. */
  maxAge?: number;
  /**
   * What happens when there is no room: `send` throws a `QuotaExceededError`, or the oldest messages or the new one are
   * dropped, which `queue` events report. Default: `'reject'`.
   */
  policy?: 'reject' | 'drop-oldest' | 'drop-newest';
}

/** How a dead link is found. */
export interface HeartbeatOptions {
  /** The server is asked for a sign of life after so long a silence, in milliseconds. Default: 15000. */
  interval?: number;
  /** Without a message from the server within this time, in milliseconds, the link is given up. Default: 5000. */
  timeout?: number;
  /** What to ask with, or a function that is asked for it. Without it the silence just may last `timeout` longer. */
  message?: SendData | (() => SendData);
  /** Which messages are answers to `message`: they are not dispatched. Every message is a sign of life. */
  isReply?: (data: unknown) => boolean;
}

/** The settings of attempts, which are those of an `EverSocket`. */
type Attempts = Pick<
  EverSocketOptions,
  'connectTimeout' | 'reconnectDelay' | 'maxReconnectDelay' | 'maxRetries' | 'maxElapsed' | 'stableAfter'
>;

/** Settings of a `WebSocket`. Times are in milliseconds. */
export interface WebSocketOptions extends Attempts {
  /**
   * Whether to connect again when the link drops. `false` alone gives the platform's own socket. Default: `true`, but for
   * sub-protocols whose libraries connect again by themselves (see docs/websocket.md).
   */
  reconnect?: boolean;
  /** Decides in place of the table of close codes. */
  shouldReconnect?: (drop: Drop) => boolean;
  /** What is sent while the link is down waits within these limits; `false`: `send` throws. Default: on. */
  queue?: false | QueueOptions;
  /** Default: `false`. */
  heartbeat?: false | HeartbeatOptions;
}

/** Options apart: those that are the engine's, and those that only JavaScript can hold. */
export interface SplitOptions {
  readonly plain: object;
  readonly shouldReconnect: WebSocketOptions['shouldReconnect'];
  readonly heartbeat: HeartbeatOptions | undefined;
}

/** Takes functions and messages out of `options`; the engine judges the rest. Throws `OPTION_TYPE`. */
export function splitOptions(options: WebSocketOptions): SplitOptions {
  const { shouldReconnect, heartbeat, ...rest } = options;
  requireFunction(shouldReconnect, 'shouldReconnect');
  if (typeof heartbeat !== 'object' || heartbeat === null) {
    const plain = { ...rest, asksApplication: shouldReconnect !== undefined, heartbeat };
    return { plain, shouldReconnect, heartbeat: undefined };
  }
  const { message, isReply, ...timing } = heartbeat;
  requireFunction(isReply, 'heartbeat.isReply');
  const plain = {
    ...rest,
    asksApplication: shouldReconnect !== undefined,
    heartbeat: { ...timing, asks: message !== undefined },
  };
  return { plain, shouldReconnect, heartbeat };
}

/** The third argument of the constructor. What is no object is ignored, as the platform ignores further arguments. */
export function givenOptions(options: WebSocketOptions | null | undefined): WebSocketOptions {
  return typeof options === 'object' && options !== null ? options : {};
}

function requireFunction(value: unknown, name: string): void {
  if (value !== undefined && typeof value !== 'function') {
    throw exception('OPTION_TYPE', name);
  }
}
