/** What a constructor or a method threw: the `everwireCode` of the exception. */
export type ThrownCode =
  /** The URL cannot be parsed, or is not ws, wss, http or https. */
  | 'INVALID_URL'
  /** A sub-protocol is no token of RFC 6455, or is given twice. */
  | 'INVALID_PROTOCOL'
  /** The close code is neither 1000 nor in 3000-4999. */
  | 'INVALID_CLOSE_CODE'
  /** The close reason has more than 123 bytes of UTF-8. */
  | 'CLOSE_REASON_TOO_LONG'
  /** There is no option of this name. */
  | 'UNKNOWN_OPTION'
  /** An option has a value of the wrong type. */
  | 'OPTION_TYPE'
  /** An option has a value out of its range. */
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
  /** HTTP 401: credentials are missing or not valid. */
  | 'UNAUTHORIZED'
  /** HTTP 403: the server refuses the page's origin or the credentials. */
  | 'FORBIDDEN'
  /** HTTP 404: there is no endpoint at this URL. */
  | 'NOT_FOUND'
  /** The server is overloaded (429, 503); its `Retry-After` is obeyed. */
  | 'BUSY'
  /** The server no longer knows the session. */
  | 'SESSION_LOST'
  /** The server speaks another version of the protocol. */
  | 'VERSION_MISMATCH'
  /** The server does not speak `everwire/1`, or sent what it does not allow. */
  | 'PROTOCOL_ERROR'
  /** HTTP 413: a message is larger than the server takes. */
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
  /** The server shuts down or restarts. */
  | 'SERVER_SHUTDOWN'
  /** The page forbids the connection: Content-Security-Policy or mixed content. */
  | 'BLOCKED';

/** Every word for a failure. */
export type ErrorCode = ThrownCode | FailureCode;

/** What carries a session. */
export type Transport = 'websocket' | 'sse' | 'longpoll';

// The engine speaks in numbers, because words cost bytes in WebAssembly. The order below is that of its numbers, which
// crates/core/src/error.rs declares; a gap is a number without a meaning.
const THROWN: readonly ThrownCode[] = [
  'INVALID_URL', 'INVALID_PROTOCOL', 'INVALID_CLOSE_CODE', 'CLOSE_REASON_TOO_LONG', 'UNKNOWN_OPTION',
  'OPTION_TYPE', 'OPTION_RANGE', 'QUOTA_EXCEEDED', 'MESSAGE_TOO_LARGE', 'ENVIRONMENT',
];
const FIRST_THROWN = 1;

const FAILURES: readonly (FailureCode | undefined)[] = [
  'UNREACHABLE', 'TIMEOUT', 'LINK_LOST', 'HEARTBEAT_TIMEOUT', 'HTTP_STATUS', 'UNAUTHORIZED', 'FORBIDDEN',
  'NOT_FOUND', 'BUSY', 'SESSION_LOST', , 'VERSION_MISMATCH', 'PROTOCOL_ERROR',
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
