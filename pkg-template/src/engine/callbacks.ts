import type { Socket } from '#everwire';

import { dispatch, MessageListeners } from '../dom/listeners.js';
import { Delivery } from '../dom/message.js';
import { READY_STATES } from '../dom/webidl.js';
import { failureCode, transportName } from '../words/codes.js';
import { ConnectionError } from '../words/errors.js';
import { linkStep, type EngineStep } from '../words/everwire/diagnosis.js';
import {
  OpenEvent, ReconnectedEvent, ReconnectingEvent, SocketCloseEvent, SocketErrorEvent, TransportEvent,
} from '../words/everwire/events.js';
import type { EverSocketOptions } from '../words/everwire/options.js';
import type { UnconfirmedMessage } from '../words/messages.js';
import { askFor, type Target, type TargetSource } from './providers.js';

type Payload = string | ArrayBuffer;

/** What the engine calls: it turns the engine's numbers into events on `target`. It decides nothing. */
export class SocketCallbacks {
  /** What binary messages arrive as. */
  binaryType: BinaryType = 'blob';
  /** Settles at the first `open`, or at `close` if there was none. */
  readonly ready: Promise<void>;

  #engine: Socket | null = null;
  #origin = '';
  #failure: ConnectionError | undefined;
  #settle!: { resolve(): void; reject(reason: unknown): void };
  readonly #target: EventTarget;
  readonly #listeners: MessageListeners;
  readonly #source: TargetSource;
  readonly #shouldReconnect: EverSocketOptions['shouldReconnect'];

  constructor(target: EventTarget, source: TargetSource, shouldReconnect: EverSocketOptions['shouldReconnect']) {
    this.#target = target;
    this.#listeners = new MessageListeners(target);
    this.#source = source;
    this.#shouldReconnect = shouldReconnect;
    this.ready = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Nobody has to look at `ready`, so its rejection must not be reported as unhandled.
    this.ready.catch(() => {});
  }

  /** Lets the engine begin. */
  start(engine: Socket): void {
    this.#engine = engine;
    engine.start();
  }

  resolve(attempt: number): void {
    const resolved = ({ url, protocols, auth }: Target) => this.#engine?.resolved(attempt, url, protocols, auth);
    const unresolved = (cause: unknown) => this.#engine?.unresolved(attempt, cause);
    askFor(this.#source, resolved, unresolved);
  }

  allow(code: number, status: number, closeCode: number): boolean {
    const decision = { code: failureCode(code), status: status || undefined, closeCode: closeCode || undefined };
    try {
      return this.#shouldReconnect?.(decision) ?? true;
    } catch (error) {
      globalThis.reportError?.(error);
      return true;
    }
  }

  opened(unconfirmed: UnconfirmedMessage[]): void {
    this.#origin = new URL(this.#engine?.url ?? '').origin;
    this.#failure = undefined;
    this.#settle.resolve();
    dispatch(this.#target, new OpenEvent(unconfirmed));
  }

  message(data: Payload): void {
    this.#deliver(data, new Delivery(this.#target, this.#origin));
  }

  /**
   * Stops where a listener was removed: an application that takes one message at a time must be able to listen for the
   * next first, as between two tasks.
   */
  messages(list: readonly Payload[]): number {
    const delivery = new Delivery(this.#target, this.#origin);
    const { removals } = this.#listeners;
    for (const [index, data] of list.entries()) {
      if (this.#listeners.removals !== removals || this.#engine?.readyState !== READY_STATES.OPEN) {
        return index;
      }
      this.#deliver(data, delivery);
    }
    return list.length;
  }

  reconnecting(attempt: number, delay: number, reason: number): void {
    dispatch(this.#target, new ReconnectingEvent(attempt, delay, failureCode(reason)));
  }

  reconnected(transport: number, downtime: number): void {
    this.#failure = undefined;
    dispatch(this.#target, new ReconnectedEvent(transportName(transport), downtime));
  }

  step(step: EngineStep): void {
    dispatch(this.#target, new TransportEvent(linkStep(step)));
  }

  failed(code: number, retryable: boolean, status: number, cause: unknown): void {
    const word = failureCode(code);
    const known = status || undefined;
    // That there will be no further attempt is due to what the last one failed of.
    const reason = word === 'RETRIES_EXHAUSTED' ? this.#failure : cause;
    this.#failure = new ConnectionError(word, retryable, known, reason);
    dispatch(this.#target, new SocketErrorEvent(word, retryable, known, reason));
  }

  drained(): void {
    dispatch(this.#target, new Event('drain'));
  }

  closed(code: number, reason: string, wasClean: boolean, unconfirmed: UnconfirmedMessage[]): void {
    this.#settle.reject(this.#failure ?? new DOMException('The socket was closed before it opened.', 'AbortError'));
    dispatch(this.#target, new SocketCloseEvent(code, reason, wasClean, unconfirmed));
  }

  #deliver(data: Payload, delivery: Delivery): void {
    const shown = typeof data === 'string' || this.binaryType === 'arraybuffer' ? data : new Blob([data]);
    this.#listeners.deliver(shown, delivery);
  }
}
