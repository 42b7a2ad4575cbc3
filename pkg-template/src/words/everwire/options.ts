import type { FailureCode, Transport } from '../codes.js';
import { exception } from '../errors.js';
import type { Provided } from '../sources.js';

/** What `shouldReconnect` decides on. */
export interface ReconnectDecision {
  /** Why the link was lost, or the last attempt failed. */
  readonly code: FailureCode;
  /** The HTTP status, where one is known. */
  readonly status: number | undefined;
  /** The close code of the lost link, where one is known. */
  readonly closeCode: number | undefined;
}

/** Settings of an `EverSocket`. Times are in milliseconds, sizes in bytes. */
export interface EverSocketOptions {
  /** Which transports to use, best first. Default: `['websocket', 'sse', 'longpoll']`. */
  transports?: readonly Transport[];
  /**
   * How long a transport may stay unproven before the next is started beside it. Default: a few round trips where the
   * round-trip time is known from the page's own loading or from before, else 300.
   */
  raceDelay?: number;
  /** A link that is not proven by then is given up. Default: 10000. */
  connectTimeout?: number;
  /** The first delay before reconnecting; it doubles from attempt to attempt, with full jitter. Default: 500. */
  reconnectDelay?: number;
  /** The longest delay before reconnecting. Default: 30000. */
  maxReconnectDelay?: number;
  /** How many attempts in a row may fail before the socket closes. Default: `Infinity`. */
  maxRetries?: number;
  /** How long a drop may last before the socket closes. Default: `Infinity`. */
  maxElapsed?: number;
  /** A link that lived this long was stable: the delays start over. Default: 5000. */
  stableAfter?: number;
  /** A link that is idle for this long is asked for a sign of life. Default: 15000. */
  heartbeatInterval?: number;
  /** A link that does not give one within this time is lost. Default: 5000. */
  heartbeatTimeout?: number;
  /** The same after a wake-up: the page was frozen, the network changed. Default: 2000. */
  probeTimeout?: number;
  /** How long `close` waits for what was sent to be acknowledged and for the server's CLOSE. Default: 5000. */
  closeTimeout?: number;
  /**
   * How long a poll may be held; 0 polls at an interval. Default: what the server grants, and less where the network turns
   * out to cut requests that are held.
   */
  pollHold?: number;
  /** A better transport is tried again in the background after this time, which doubles up to 16 times. Default: 30000. */
  upgradeDelay?: number;
  /** The interval of polls that are not held. Default: 1000. */
  pollInterval?: number;
  /** `send` throws `MESSAGE_TOO_LARGE` above this; a larger incoming message is a `PROTOCOL_ERROR`. Default: 16777216. */
  maxMessageSize?: number;
  /** `send` throws `QUOTA_EXCEEDED` when more would be unacknowledged. Default: 67108864. */
  maxUnacknowledgedBytes?: number;
  /** The same, in messages. Default: 1000000. */
  maxUnacknowledgedMessages?: number;
  /** Whether the HTTP transports send cookies to other origins. Default: `'same-origin'`. */
  credentials?: 'same-origin' | 'include';
  /** A credential that the server checks when a session begins or goes on, never part of the URL. Default: none. */
  auth?: Provided<string | null | undefined>;
  /** Says `false` to close the socket where it would otherwise reconnect. Default: always reconnect. */
  shouldReconnect?: (decision: ReconnectDecision) => boolean;
}

/** Options apart: those that are the engine's, and those that only JavaScript can hold. */
export interface SplitOptions {
  readonly plain: object | undefined;
  readonly auth: EverSocketOptions['auth'];
  readonly shouldReconnect: EverSocketOptions['shouldReconnect'];
}

/** Takes the functions out of `options`; the engine judges the rest. Throws `OPTION_TYPE`. */
export function splitOptions(options: EverSocketOptions | null | undefined): SplitOptions {
  if (options === null || options === undefined) {
    return { plain: undefined, auth: undefined, shouldReconnect: undefined };
  }
  if (typeof options !== 'object') {
    throw exception('OPTION_TYPE', 'options');
  }
  const { auth, shouldReconnect, ...plain } = options;
  if (auth !== undefined && auth !== null && typeof auth !== 'string' && typeof auth !== 'function') {
    throw exception('OPTION_TYPE', 'auth');
  }
  if (shouldReconnect !== undefined && typeof shouldReconnect !== 'function') {
    throw exception('OPTION_TYPE', 'shouldReconnect');
  }
  return { plain, auth, shouldReconnect };
}
