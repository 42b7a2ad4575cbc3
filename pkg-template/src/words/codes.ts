/** What a constructor or a method threw: the `everwireCode` of the exception. */
export type ThrownCode =
  | 'INVALID_URL'
  | 'INVALID_PROTOCOL'
  | 'INVALID_CLOSE_CODE'
  | 'CLOSE_REASON_TOO_LONG'
  | 'UNKNOWN_OPTION'
  | 'OPTION_TYPE'
  | 'OPTION_RANGE'
  /** More is unacknowledged than the limits allow. Wait for `drain`. */
  | 'QUOTA_EXCEEDED'
  /** The message is larger than `maxMessageSize` or than the server takes. */
  | 'MESSAGE_TOO_LARGE'
  /** WebAssembly, or a browser API that Everwire needs, is not available here. */
  | 'ENVIRONMENT';

/** Why a link or the session failed: the `code` of an `error` event and the `reason` of `reconnecting`. */
export type FailureCode =
  /** No connection could be made. */
  | 'UNREACHABLE'
  /** A connection was not proven within `connectTimeout`. */
  | 'TIMEOUT'
  /** The connection ended unexpectedly. */
  | 'LINK_LOST'
  /** The server was silent for longer than heartbeat interval and timeout together. */
  | 'HEARTBEAT_TIMEOUT'
  /** The server answered with an HTTP status that has no name of its own here: see `status`. */
  | 'HTTP_STATUS'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  /** The server is overloaded (429, 503); its `Retry-After` is obeyed. */
  | 'BUSY'
  /** The server no longer knows the session. */
  | 'SESSION_LOST'
  | 'INVALID_KEY'
  | 'VERSION_MISMATCH'
  | 'PROTOCOL_ERROR'
  | 'PAYLOAD_TOO_LARGE'
  /** A `url`, `protocols` or `auth` function threw or rejected: see `cause`. */
  | 'PROVIDER_FAILED'
  /** `maxRetries` or `maxElapsed` is reached, or `shouldReconnect` said no. */
  | 'RETRIES_EXHAUSTED'
  /** None of the transports that were asked for exists or works here. */
  | 'NO_TRANSPORT'
  /** A newer link of the same session took over. */
  | 'FENCED'
  /** `reconnect()` was called. */
  | 'RECONNECT_REQUESTED'
  /** The page was frozen or the machine slept. */
  | 'SUSPENDED'
  | 'SERVER_SHUTDOWN'
  /** The page forbids the connection: Content-Security-Policy or mixed content. */
  | 'BLOCKED';

/** Every word for a failure. */
export type ErrorCode = ThrownCode | FailureCode;

/** What carries a session. */
export type Transport = 'websocket' | 'sse' | 'longpoll';

// The engine speaks in numbers, because words cost bytes in WebAssembly. The order below is that of its numbers.
const THROWN: readonly ThrownCode[] = [
  'INVALID_URL', 'INVALID_PROTOCOL', 'INVALID_CLOSE_CODE', 'CLOSE_REASON_TOO_LONG', 'UNKNOWN_OPTION',
  'OPTION_TYPE', 'OPTION_RANGE', 'QUOTA_EXCEEDED', 'MESSAGE_TOO_LARGE', 'ENVIRONMENT',
];
const FIRST_THROWN = 1;

const FAILURES: readonly FailureCode[] = [
  'UNREACHABLE', 'TIMEOUT', 'LINK_LOST', 'HEARTBEAT_TIMEOUT', 'HTTP_STATUS', 'UNAUTHORIZED', 'FORBIDDEN',
  'NOT_FOUND', 'BUSY', 'SESSION_LOST', 'INVALID_KEY', 'VERSION_MISMATCH', 'PROTOCOL_ERROR',
  'PAYLOAD_TOO_LARGE', 'PROVIDER_FAILED', 'RETRIES_EXHAUSTED', 'NO_TRANSPORT', 'FENCED',
  'RECONNECT_REQUESTED', 'SUSPENDED', 'SERVER_SHUTDOWN', 'BLOCKED',
];
const FIRST_FAILURE = 20;

const TRANSPORTS: readonly Transport[] = ['websocket', 'sse', 'longpoll'];

/** The word for a number that the engine threw or returned. */
export function thrownCode(code: number): ThrownCode {
  return THROWN[code - FIRST_THROWN] ?? 'ENVIRONMENT';
}

/** The word for a number that the engine reported in an event. */
export function failureCode(code: number): FailureCode {
  return FAILURES[code - FIRST_FAILURE] ?? 'PROTOCOL_ERROR';
}

/** The word for the engine's number of a transport; `null` while there is none. */
export function transportName(transport: number): Transport | null {
  return TRANSPORTS[transport] ?? null;
}
