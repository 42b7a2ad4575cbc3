import type { HandlersOf } from '../../dom/handlers.js';
import type { FailureCode, Transport } from '../codes.js';
import type { UnconfirmedMessage } from '../messages.js';
import type { LinkStep } from './diagnosis.js';

/** The events of an `EverSocket`. */
export interface EverSocketEventMap {
  /** A session began. Fires again only when the server could not resume it. */
  open: OpenEvent;
  /** A message arrived. */
  message: MessageEvent;
  /** The end: nothing happens on this socket afterwards. Fires once. */
  close: SocketCloseEvent;
  /** Something went wrong; `close` follows if it cannot be mended. */
  error: SocketErrorEvent;
  /** The link is lost and a new attempt is about to be made. The session lives on. */
  reconnecting: ReconnectingEvent;
  /** The session goes on over a new link. */
  reconnected: ReconnectedEvent;
  /** A link has come a step further, or has ended: for logs and support. */
  transport: TransportEvent;
  /** What was waiting to be acknowledged is down again: more may be sent. */
  drain: Event;
}

/** The events of an `EverSocket` that have an `on…` attribute. */
export const HANDLED_EVENTS = ['open', 'message', 'close', 'error', 'reconnecting', 'reconnected', 'transport', 'drain'] as const;

/** The `on…` attributes of a socket of type `T`. */
export type EventHandlers<T> = HandlersOf<T, EverSocketEventMap>;

/** `open`: a session began. The server knows nothing of an earlier one. */
export class OpenEvent extends Event {
  /** Messages of a lost session that may not have arrived, oldest first. Empty at the first `open`. */
  readonly unconfirmed: readonly UnconfirmedMessage[];

  constructor(unconfirmed: readonly UnconfirmedMessage[]) {
    super('open');
    this.unconfirmed = unconfirmed;
  }
}

/** `error`. */
export class SocketErrorEvent extends Event {
  /** What went wrong. */
  readonly code: FailureCode;
  /** Whether the socket goes on trying by itself. */
  readonly retryable: boolean;
  /** The HTTP status, where one is known. */
  readonly status: number | undefined;
  /** What a provider threw or rejected with; for `RETRIES_EXHAUSTED` the `ConnectionError` of the last attempt. */
  readonly cause: unknown;

  constructor(code: FailureCode, retryable: boolean, status: number | undefined, cause: unknown) {
    super('error');
    this.code = code;
    this.retryable = retryable;
    this.status = status;
    this.cause = cause;
  }
}

/** `reconnecting`. */
export class ReconnectingEvent extends Event {
  /** Which attempt since the link was lost, from 1. */
  readonly attempt: number;
  /** How long until the attempt is made, in milliseconds. */
  readonly delay: number;
  /** Why the link was lost, or the last attempt failed. */
  readonly reason: FailureCode;

  constructor(attempt: number, delay: number, reason: FailureCode) {
    super('reconnecting');
    this.attempt = attempt;
    this.delay = delay;
    this.reason = reason;
  }
}

/** `reconnected`. */
export class ReconnectedEvent extends Event {
  /** What carries the session now. */
  readonly transport: Transport | null;
  /** How long there was no link, in milliseconds. */
  readonly downtime: number;

  constructor(transport: Transport | null, downtime: number) {
    super('reconnected');
    this.transport = transport;
    this.downtime = downtime;
  }
}

/** `transport`. */
export class TransportEvent extends Event {
  /** What happened to which link. */
  readonly step: LinkStep;

  constructor(step: LinkStep) {
    super('transport');
    this.step = step;
  }
}

/** `CloseEvent` where the platform has none, as in Node. */
class PlainCloseEvent extends Event {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;

  constructor(type: string, init: CloseEventInit = {}) {
    super(type);
    this.code = init.code ?? 0;
    this.reason = init.reason ?? '';
    this.wasClean = init.wasClean ?? false;
  }
}

const PlatformCloseEvent: typeof CloseEvent =
  typeof CloseEvent === 'function' ? CloseEvent : (PlainCloseEvent as unknown as typeof CloseEvent);

/** `close`: the platform's `CloseEvent`, with what was left unconfirmed. */
export class SocketCloseEvent extends PlatformCloseEvent {
  /** Messages that may not have arrived, oldest first. */
  readonly unconfirmed: readonly UnconfirmedMessage[];

  constructor(code: number, reason: string, wasClean: boolean, unconfirmed: readonly UnconfirmedMessage[]) {
    super('close', { code, reason, wasClean });
    this.unconfirmed = unconfirmed;
  }
}
