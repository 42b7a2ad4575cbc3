import { isBound } from '#websocket';

import { attachHandlers } from '../dom/handlers.js';
import { makeNative, nativeCall, nativeGet, nativePrototype, nativeSet } from '../dom/native.js';
import { stringList } from '../dom/webidl.js';
import { Links } from '../engine/links.js';
import { targetSource } from '../engine/providers.js';
import { websocketEngine } from '../engine/websocket.js';
import type { SendData } from '../words/messages.js';
import type { ProtocolsSource, UrlSource } from '../words/sources.js';
import type { WebSocketEventMap } from '../words/websocket/events.js';
import { givenOptions, splitOptions, type WebSocketOptions } from '../words/websocket/options.js';
import { defineSocket, SocketTarget } from './base.js';

/**
 * The platform's `WebSocket`, to any server, that connects again when its link drops: `reconnecting` fires instead of
 * `close`, and `open` fires again. `docs/websocket.md` says what follows from that.
 *
 * With `{ reconnect: false }` it makes the platform's own sockets, with this class's prototype.
 */
export class WebSocket extends SocketTarget<WebSocketEventMap> {
  // Not that of a socket of the platform's.
  readonly #links!: Links;

  /**
   * Connects to `url`. The URL and the sub-protocols may be functions, which are asked at every attempt.
   *
   * @throws What the platform's constructor throws; TypeError for an unknown option or one of the wrong type; RangeError
   *   for an option out of range; Error where WebAssembly is missing.
   */
  constructor(url: UrlSource, protocols?: ProtocolsSource, options?: WebSocketOptions | null);
  constructor(url: UrlSource, ...[protocols, third]: [ProtocolsSource?, (WebSocketOptions | null)?]) {
    super();
    const options = givenOptions(third);
    if (arguments.length === 0 || isNative(url, protocols, options)) {
      const given = arguments.length === 0 ? [] : [url, protocols];
      return makeNative(given, new.target) as this;
    }
    websocketEngine.start();
    let address = typeof url === 'function' ? url : `${url}`;
    const offered = typeof protocols === 'function' ? protocols : stringList(protocols ?? []);
    const reconnect = options.reconnect ?? !(Array.isArray(offered) && offered.some(isBound));
    if (isNative(address, offered, { ...options, reconnect })) {
      return makeNative([address, offered], new.target) as this;
    }
    attachHandlers(this);
    const source = targetSource(() => (typeof address === 'function' ? address() : address), offered, undefined);
    this.#links = new Links(this, source, splitOptions({ ...options, reconnect }));
    if (typeof url === 'function' || typeof protocols === 'function') {
      // What fails at once is reported once the caller can have added listeners.
      queueMicrotask(() => this.#links.start());
      return;
    }
    this.#links.start();
    this.#links.mustExist();
    // A relative URL means the same at every attempt.
    address = this.#links.url;
  }

  /** The URL of the current link, or of the last; empty until a `url` function has answered. */
  get url(): string {
    return #links in this ? this.#links.url : nativeGet(this, 'url');
  }

  /** CONNECTING also while the link is down and will be made again. */
  get readyState(): 0 | 1 | 2 | 3 {
    return #links in this ? this.#links.readyState : nativeGet(this, 'readyState');
  }

  /** Bytes given to `send` that have not left yet, those included that wait for the next link. */
  get bufferedAmount(): number {
    return #links in this ? this.#links.bufferedAmount : nativeGet(this, 'bufferedAmount');
  }

  /** The extensions of the current link. */
  get extensions(): string {
    return #links in this ? this.#links.extensions : nativeGet(this, 'extensions');
  }

  /** The sub-protocol that the server chose for the current link, or the empty string. */
  get protocol(): string {
    return #links in this ? this.#links.protocol : nativeGet(this, 'protocol');
  }

  /** What binary messages arrive as: `'blob'` or `'arraybuffer'`. Other values are ignored. */
  get binaryType(): BinaryType {
    return #links in this ? this.#links.binaryType : nativeGet(this, 'binaryType');
  }

  set binaryType(type: BinaryType) {
    if (#links in this) {
      this.#links.binaryType = type;
    } else {
      nativeSet(this, 'binaryType', type);
    }
  }

  /**
   * Ends the socket.
   *
   * @throws InvalidAccessError (a DOMException) for a code other than 1000 and 3000 to 4999; SyntaxError (a
   *   DOMException) for a reason longer than 123 bytes of UTF-8.
   */
  close(code?: number, reason?: string): void;
  close(...given: [number?, string?]): void {
    if (#links in this) {
      this.#links.close(...given);
    } else {
      nativeCall(this, 'close', given);
    }
  }

  /**
   * Sends a message. While the link is down it waits for the next one, within the limits of the option `queue`.
   *
   * @throws InvalidStateError (a DOMException) before the first `open`; QuotaExceededError when the queue is full.
   */
  send(data: SendData): void {
    if (#links in this && arguments.length > 0) {
      this.#links.send(data);
    } else {
      nativeCall(this, 'send', arguments);
    }
  }
}

type Handlers = Pick<globalThis.WebSocket, 'onopen' | 'onmessage' | 'onerror' | 'onclose'>;

export interface WebSocket extends Handlers {}

/** Whether nothing is asked for that the platform's own socket does not do. */
function isNative(url: unknown, protocols: unknown, options: WebSocketOptions): boolean {
  const isAsked = typeof url === 'function' || typeof protocols === 'function';
  return !isAsked && options.reconnect === false && Object.keys(options).length === 1;
}

defineSocket(WebSocket, 'WebSocket', ['open', 'error', 'close', 'message'], nativePrototype);
