import { Reconnector } from '#websocket';

import { dispatch, MessageListeners } from '../dom/listeners.js';
import { Delivery } from '../dom/message.js';
import { Native, type NativeSocket } from '../dom/native.js';
import { thrownCode } from '../words/codes.js';
import { exception, raising } from '../words/errors.js';
import type { SendData } from '../words/messages.js';
import { QueueEvent, ReconnectingEvent } from '../words/websocket/events.js';
import type { SplitOptions } from '../words/websocket/options.js';
import { askFor, type Target, type TargetSource } from './providers.js';

/** What the engine's `send` returns when it has not taken a message. */
const TOO_EARLY = 1;

/**
 * The links of one socket, each a socket of the platform's. The engine calls this: it makes links, listens to them, and turns
 * what the engine decides into events on `target`. It decides nothing.
 */
export class Links {
  /** The URL of the current link, or of the last. */
  url = '';
  /** The link that the application deals with, as if it were the socket. */
  #link: NativeSocket | null = null;
  /** The latest that was made. */
  #latest: NativeSocket | null = null;
  #binaryType: BinaryType = 'blob';
  #resolved: Target | undefined;
  #refusal: { readonly exception: unknown } | undefined;
  /** What a provider or the platform has thrown since the last event. */
  #cause: unknown;
  readonly #engine: Reconnector;
  readonly #target: EventTarget;
  readonly #listeners: MessageListeners;
  readonly #source: TargetSource;
  readonly #options: SplitOptions;

  constructor(target: EventTarget, source: TargetSource, options: SplitOptions) {
    this.#target = target;
    this.#listeners = new MessageListeners(target);
    this.#source = source;
    this.#options = options;
    this.#engine = raising(() => new Reconnector(this, options.plain));
  }

  /** Lets the engine begin. */
  start(): void {
    this.#engine.start();
  }

  /** Throws what the platform threw when the first link was to be made. */
  mustExist(): void {
    if (this.#refusal) {
      this.#engine.closed();
      throw this.#refusal.exception;
    }
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#link ? this.#link.readyState : (this.#engine.readyState as 0 | 1 | 2 | 3);
  }

  get bufferedAmount(): number {
    return (this.#link?.bufferedAmount ?? 0) + this.#engine.queued;
  }

  get protocol(): string {
    return this.#link?.protocol ?? '';
  }

  get extensions(): string {
    return this.#link?.extensions ?? '';
  }

  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  set binaryType(type: BinaryType) {
    if (type === 'blob' || type === 'arraybuffer') {
      this.#binaryType = type;
      if (this.#latest) {
        this.#latest.binaryType = type;
      }
    }
  }

  send(data: SendData): void {
    if (this.#link) {
      this.#link.send(data as string);
      return;
    }
    const refusal = this.#engine.send(data);
    if (refusal === TOO_EARLY) {
      throw new DOMException('Still in CONNECTING state.', 'InvalidStateError');
    }
    if (refusal !== 0) {
      throw exception('QUOTA_EXCEEDED');
    }
  }

  close(code?: number, reason?: string): void {
    if (this.#link) {
      this.#link.close(code, reason);
      this.#engine.closed();
      return;
    }
    // Undefined means none; WebIDL converts everything else, `null` too.
    const given = code === undefined ? undefined : Number(code);
    const fault = this.#engine.close(given, reason === undefined ? undefined : String(reason));
    if (fault !== 0) {
      throw exception(thrownCode(fault));
    }
  }

  // What the engine calls.

  resolve(attempt: number): void {
    const resolved = (target: Target) => {
      this.#resolved = target;
      this.#engine.resolved(attempt);
    };
    const unresolved = (cause: unknown) => {
      this.#cause = cause;
      this.#engine.unresolved(attempt);
    };
    askFor(this.#source, resolved, unresolved);
  }

  open(id: number): void {
    let socket: NativeSocket;
    try {
      const { url, protocols } = this.#resolved as Target;
      socket = new Native(url, protocols);
    } catch (exception) {
      this.#cause = exception;
      this.#refusal ??= this.#latest ? undefined : { exception };
      this.#engine.linkEnded(id, undefined, 1006, '', false, true);
      return;
    }
    socket.binaryType = this.#binaryType;
    this.url = socket.url;
    this.#latest = socket;
    this.#link = this.#engine.hasLink ? socket : null;
    this.#listen(socket, id);
  }

  abandon(): void {
    const socket = this.#latest;
    this.#link = null;
    this.#latest = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
      socket.close();
    }
  }

  transmit(data: SendData): void {
    this.#link?.send(data as string);
  }

  beat(): void {
    const message = this.#options.heartbeat?.message;
    const data = typeof message === 'function' ? message() : message;
    this.#link?.send(data as string);
  }

  allow(code: number, reason: string, wasClean: boolean, willReconnect: boolean): boolean {
    try {
      return this.#options.shouldReconnect?.({ code, reason, wasClean, willReconnect }) ?? willReconnect;
    } catch (error) {
      globalThis.reportError?.(error);
      return willReconnect;
    }
  }

  opened(): void {
    dispatch(this.#target, new Event('open'));
  }

  reconnecting(attempt: number, delay: number, code: number, reason: string, wasClean: boolean): void {
    const cause = this.#cause;
    this.#cause = undefined;
    this.#link = null;
    dispatch(this.#target, new ReconnectingEvent(attempt, delay, { code, reason, wasClean }, cause));
  }

  settled(data: SendData, outcome: number): void {
    dispatch(this.#target, new QueueEvent(data, outcome));
  }

  closed(code: number, reason: string, wasClean: boolean, failed: boolean): void {
    if (failed) {
      dispatch(this.#target, new Event('error'));
    }
    dispatch(this.#target, new CloseEvent('close', { code, reason, wasClean }));
  }

  #listen(socket: NativeSocket, id: number): void {
    const { origin, port } = new URL(socket.url);
    const deliver = ({ data }: MessageEvent) => this.#listeners.deliver(data, new Delivery(this.#target, origin));
    let failed = false;
    socket.onopen = () => {
      this.#link = socket;
      this.#engine.linkOpened(id);
    };
    socket.onmessage = !this.#options.heartbeat ? deliver : (event) => {
      this.#engine.heard();
      if (!this.#isReply(event.data)) {
        deliver(event);
      }
    };
    socket.onerror = () => {
      failed = true;
    };
    socket.onclose = ({ code, reason, wasClean }) => {
      this.#engine.linkEnded(id, port === '' ? undefined : Number(port), code, reason, wasClean, failed);
    };
  }

  #isReply(data: unknown): boolean {
    try {
      return this.#options.heartbeat?.isReply?.(data) ?? false;
    } catch (error) {
      globalThis.reportError?.(error);
      return false;
    }
  }
}
