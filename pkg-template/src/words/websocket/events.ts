import type { SendData } from '../messages.js';

/** The events of a `WebSocket` of this package: those of the platform's, and two of its own. */
export interface WebSocketEventMap {
  /** The socket is connected. After a drop it fires again: the server knows nothing of the link before. */
  open: Event;
  message: MessageEvent;
  error: Event;
  /** The end: no further attempt is made. */
  close: CloseEvent;
  /** The link is down, or an attempt has failed, and another attempt follows. */
  reconnecting: ReconnectingEvent;
  /** What became of a message that was sent while the link was down. */
  queue: QueueEvent;
}

/** `reconnecting`. */
export class ReconnectingEvent extends Event {
  /** Which attempt since the last stable link, from 1. */
  readonly attempt: number;
  /** How long until it is made, in milliseconds. */
  readonly delay: number;
  /** The close code of the link that is down; 1006 of an attempt that has failed. */
  readonly code: number;
  /** The server's reason. */
  readonly reason: string;
  /** Whether there was a closing handshake. */
  readonly wasClean: boolean;
  /** What a provider or the platform has thrown, or undefined. */
  readonly cause: unknown;

  constructor(attempt: number, delay: number, drop: Pick<CloseEvent, 'code' | 'reason' | 'wasClean'>, cause: unknown) {
    super('reconnecting');
    this.attempt = attempt;
    this.delay = delay;
    this.code = drop.code;
    this.reason = drop.reason;
    this.wasClean = drop.wasClean;
    this.cause = cause;
  }
}

/**
 * What became of a message that was queued: given to the new link, dropped for want of room, older than `maxAge`, or left
 * when the socket closed.
 */
export type QueueOutcome = 'sent' | 'dropped' | 'expired' | 'unsent';

const OUTCOMES: readonly QueueOutcome[] = ['sent', 'dropped', 'expired', 'unsent'];

/** `queue`. */
export class QueueEvent extends Event {
  /** The message; bytes are an `ArrayBuffer` of their own. */
  readonly data: SendData;
  readonly outcome: QueueOutcome;

  /** `outcome` is the engine's number. */
  constructor(data: SendData, outcome: number) {
    super('queue');
    this.data = data;
    this.outcome = OUTCOMES[outcome] ?? 'unsent';
  }
}
