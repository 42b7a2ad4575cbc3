import { thrownCode, type FailureCode, type ThrownCode } from './codes.js';

/** What the constructor, `send` and `close` throw: the platform's own exception, with Everwire's word for it. */
export type EverwireException = Error & { readonly everwireCode: ThrownCode };

/** What `ready` rejects with when the socket fails for good before its first `open`. */
export class ConnectionError extends Error {
  /** What went wrong. */
  readonly code: FailureCode;
  /** Whether trying again later may help. */
  readonly retryable: boolean;
  /** The HTTP status, where one is known. */
  readonly status: number | undefined;

  constructor(code: FailureCode, retryable: boolean, status: number | undefined, cause: unknown) {
    super(status === undefined ? code : `${code} (HTTP ${status})`, { cause });
    this.name = 'ConnectionError';
    this.code = code;
    this.retryable = retryable;
    this.status = status;
  }
}

/** Runs `call`; a fault of the engine, `[code, detail]`, is thrown as the exception it stands for. */
export function raising<T>(call: () => T): T {
  try {
    return call();
  } catch (fault) {
    throw Array.isArray(fault) ? exception(thrownCode(fault[0]), String(fault[1])) : fault;
  }
}

/** The exception for `code`; `detail` is the offending text or the option's name. */
export function exception(code: ThrownCode, detail = '', cause?: unknown): EverwireException {
  return Object.assign(platformException(code, detail, cause), { everwireCode: code });
}

function platformException(code: ThrownCode, detail: string, cause: unknown): Error {
  switch (code) {
    case 'INVALID_URL':
      return new DOMException(`The URL '${detail}' is invalid.`, 'SyntaxError');
    case 'INVALID_PROTOCOL':
      return new DOMException(`The subprotocol '${detail}' is invalid or given twice.`, 'SyntaxError');
    case 'INVALID_CLOSE_CODE':
      return new DOMException('The close code must be 1000 or from 3000 to 4999.', 'InvalidAccessError');
    case 'CLOSE_REASON_TOO_LONG':
      return new DOMException('The close reason must not be longer than 123 bytes.', 'SyntaxError');
    case 'UNKNOWN_OPTION':
      return new TypeError(`There is no option '${detail}'.`);
    case 'OPTION_TYPE':
      return new TypeError(`The option '${detail}' has a value of the wrong type.`);
    case 'OPTION_RANGE':
      return new RangeError(`The option '${detail}' has a value out of range.`);
    case 'QUOTA_EXCEEDED':
      return quotaExceeded("Too much is unacknowledged: wait for 'drain' before sending more.");
    case 'MESSAGE_TOO_LARGE':
      return new RangeError('The message is too large.');
    case 'ENVIRONMENT':
      return new Error(`Everwire cannot run here: ${detail}`, { cause });
  }
}

function quotaExceeded(message: string): Error {
  // A class of its own in newer browsers, a DOMException by name in the others.
  const { QuotaExceededError } = globalThis as { QuotaExceededError?: new (message: string) => Error };
  return QuotaExceededError ? new QuotaExceededError(message) : new DOMException(message, 'QuotaExceededError');
}
