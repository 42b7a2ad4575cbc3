/// <reference lib="esnext.disposable" preserve="true" />
import { checkProtocols, normalizeUrl, Socket } from '#everwire';

import { attachHandlers } from '../dom/handlers.js';
import { defineDispose, stringList } from '../dom/webidl.js';
import { SocketCallbacks } from '../engine/callbacks.js';
import { everwireEngine } from '../engine/everwire.js';
import { targetSource } from '../engine/providers.js';
import { isPlain } from '../engine/texts.js';
import { thrownCode, transportName, type Transport } from '../words/codes.js';
import { exception, raising } from '../words/errors.js';
import { diagnosis, linkStep, type Diagnosis, type EngineStep } from '../words/everwire/diagnosis.js';
import { HANDLED_EVENTS, type EventHandlers, type EverSocketEventMap } from '../words/everwire/events.js';
import { splitOptions, type EverSocketOptions } from '../words/everwire/options.js';
import type { SocketStats } from '../words/everwire/stats.js';
import type { SendData } from '../words/messages.js';
import type { ProtocolsSource, UrlSource } from '../words/sources.js';
import { defineSocket, SocketTarget } from './base.js';

/**
 * A `WebSocket` that never loses, repeats or reorders a message, and gets through where WebSocket does not.
 *
 * It differs from a `WebSocket` in that it reconnects by itself (`reconnecting`, `reconnected`), and in that
 * `send` may be called from the start: what is sent before `open` goes out with it.
 */
export class EverSocket extends SocketTarget<EverSocketEventMap> {
  readonly #callbacks: SocketCallbacks;
  readonly #engine: Socket;
  readonly #ready: Promise<this>;

  /**
   * Connects to `url`.
   *
   * @throws SyntaxError (a DOMException) for an invalid URL or subprotocol; TypeError for an unknown option or one of
   *   the wrong type; RangeError for an option out of range; Error where WebAssembly or a browser API is missing. Each
   *   has Everwire's own word for it in `everwireCode`.
   */
  constructor(url: UrlSource, protocols: ProtocolsSource = [], options: EverSocketOptions | null = null) {
    if (arguments.length === 0) {
      throw new TypeError("EverSocket's constructor needs a URL.");
    }
    super();
    everwireEngine.start();
    const fixedUrl = typeof url === 'function' ? url : raising(() => normalizeUrl(String(url)));
    const fixedProtocols = typeof protocols === 'function' ? protocols : stringList(protocols);
    if (typeof fixedProtocols !== 'function') {
      raising(() => checkProtocols(fixedProtocols));
    }
    const { plain, auth, shouldReconnect } = splitOptions(options);
    attachHandlers(this);
    this.#callbacks = new SocketCallbacks(this, targetSource(fixedUrl, fixedProtocols, auth), shouldReconnect);
    this.#engine = raising(() => new Socket(this.#callbacks, plain));
    this.#ready = this.#callbacks.ready.then(() => this);
    this.#ready.catch(() => {});
    this.#callbacks.start(this.#engine);
  }

  /** The URL of the current attempt; empty until a `url` function has answered. */
  get url(): string {
    return this.#engine.url;
  }

  /** The subprotocol that the server chose, or the empty string. */
  get protocol(): string {
    return this.#engine.protocol;
  }

  /** Always empty: extensions differ from link to link. */
  get extensions(): '' {
    this.#engine;
    return '';
  }

  /** CONNECTING before the first `open`; OPEN while the session lives, also while its link is down; CLOSING; CLOSED. */
  get readyState(): 0 | 1 | 2 | 3 {
    return this.#engine.readyState as 0 | 1 | 2 | 3;
  }

  /** Bytes given to `send` that have not left yet. */
  get bufferedAmount(): number {
    return this.#engine.bufferedAmount;
  }

  /** Bytes given to `send` that the server has not acknowledged yet; they survive a drop. */
  get unacknowledged(): number {
    return this.#engine.unacknowledged;
  }

  /** Whether there is a proven link right now. */
  get connected(): boolean {
    return this.#engine.connected;
  }

  /** What carries the session right now; `null` without a link. */
  get transport(): Transport | null {
    return transportName(this.#engine.transport);
  }

  /** The round-trip time in milliseconds; `NaN` while unknown. */
  get rtt(): number {
    return this.#engine.rtt;
  }

  /** The server's name for the session, for logs; no secret. Empty before `open`. */
  get session(): string {
    return this.#engine.session;
  }

  /**
   * Fulfilled with the socket at the first `open`; rejected if it closes before, with a `ConnectionError` that says
   * why, or an `AbortError` when `close` was called. Nobody has to handle the rejection.
   */
  get ready(): Promise<this> {
    return this.#ready;
  }

  /** What binary messages arrive as. Other values than these two are ignored. Default: `'blob'`. */
  get binaryType(): BinaryType {
    return this.#callbacks.binaryType;
  }

  set binaryType(type: BinaryType) {
    if (type === 'blob' || type === 'arraybuffer') {
      this.#callbacks.binaryType = type;
    }
  }

  /**
   * Sends a message, exactly once and in order, however often the link drops meanwhile. Before `open` it waits; after
   * `close` it is discarded, as by a `WebSocket`.
   *
   * @throws QuotaExceededError when too much is unacknowledged: wait for `drain`. RangeError above `maxMessageSize`.
   */
  send(data: SendData): void {
    if (arguments.length === 0) {
      throw new TypeError('send needs the data to send.');
    }
    returned(typeof data === 'string'
      ? this.#engine.sendText(data, data.length, isPlain(data))
      : this.#engine.send(data));
  }

  /**
   * Ends the session, after what was sent has been delivered or `closeTimeout` has passed.
   *
   * @throws InvalidAccessError (a DOMException) for a code other than 1000 and 3000 to 4999; SyntaxError (a
   *   DOMException) for a reason longer than 123 bytes of UTF-8.
   */
  close(code: number | undefined = undefined, reason: string | undefined = undefined): void {
    // Undefined means none; WebIDL converts everything else, `null` too.
    const given = code === undefined ? undefined : Number(code);
    returned(this.#engine.close(given, reason === undefined ? undefined : String(reason)));
  }

  /** Gives the current link up and makes a new one at once. The session goes on. */
  reconnect(): void {
    this.#engine.reconnect();
  }

  /** What was tried, what happened and when, and what follows from it. */
  async diagnose(): Promise<Diagnosis> {
    const steps = (this.#engine.history() as EngineStep[]).map(linkStep);
    return diagnosis(this.url, this.transport, this.rtt, steps);
  }

  /** Counters since the socket was made. */
  stats(): SocketStats {
    return this.#engine.stats() as SocketStats;
  }
}

function returned(fault: number): void {
  if (fault !== 0) {
    throw exception(thrownCode(fault));
  }
}

export interface EverSocket extends EventHandlers<EverSocket> {
  /** `close()`, for `using`. */
  [Symbol.dispose](): void;
}

defineSocket(EverSocket, 'EverSocket', HANDLED_EVENTS);
defineDispose(EverSocket);
