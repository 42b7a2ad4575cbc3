/** What the messages that arrive together share: when and where they are delivered. */
export class Delivery {
  /** The event that is being dispatched. */
  current: DirectMessageEvent | null = null;
  /** Whether `current` is to reach no further listener. */
  isStopped = false;
  readonly timeStamp = performance.now();

  constructor(readonly target: EventTarget, readonly origin: string) {}
}

/**
 * A `MessageEvent` by `instanceof` and by every member, but an object of JavaScript's own: making and dispatching the
 * platform's costs a browser ten times as much as all else that is done for a message. Only the platform's own
 * `dispatchEvent` tells them apart: it does not take one.
 */
export class DirectMessageEvent {
  readonly #data: unknown;
  readonly #delivery: Delivery;

  constructor(data: unknown, delivery: Delivery) {
    this.#data = data;
    this.#delivery = delivery;
  }

  get data(): unknown {
    return this.#data;
  }

  get origin(): string {
    return this.#delivery.origin;
  }

  get target(): EventTarget {
    return this.#delivery.target;
  }

  get srcElement(): EventTarget {
    return this.#delivery.target;
  }

  get currentTarget(): EventTarget | null {
    return this.#isCurrent ? this.#delivery.target : null;
  }

  get eventPhase(): number {
    return this.#isCurrent ? Event.AT_TARGET : Event.NONE;
  }

  get timeStamp(): number {
    return this.#delivery.timeStamp;
  }

  composedPath(): EventTarget[] {
    return this.#isCurrent ? [this.#delivery.target] : [];
  }

  stopImmediatePropagation(): void {
    if (this.#isCurrent) {
      this.#delivery.isStopped = true;
    }
  }

  get #isCurrent(): boolean {
    return this.#delivery.current === this;
  }
}

/** What is the same for every message from a socket. */
const FIXED = {
  type: 'message',
  lastEventId: '',
  source: null,
  ports: Object.freeze([]),
  bubbles: false,
  cancelable: false,
  composed: false,
  defaultPrevented: false,
  isTrusted: false,
};

/** Nothing is done by default, there is nowhere to propagate to, and an event of the platform is never initialised again. */
const WITHOUT_EFFECT = ['preventDefault', 'stopPropagation', 'initEvent', 'initMessageEvent'];

const { prototype } = DirectMessageEvent;
for (const [name, value] of Object.entries(FIXED)) {
  define(name, { value });
}
for (const name of WITHOUT_EFFECT) {
  define(name, { value() {} });
}
for (const [name, value] of [['cancelBubble', false], ['returnValue', true]] as const) {
  define(name, { get: () => value, set() {} });
}
if (typeof MessageEvent === 'function') {
  Object.setPrototypeOf(prototype, MessageEvent.prototype);
  Reflect.deleteProperty(prototype, 'constructor');
  // The platform's own members refuse an event that it has not made; constants do not.
  for (const type of [MessageEvent.prototype, Event.prototype]) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if (get) {
        define(name, { value: null });
      }
    }
  }
}

function define(name: string, member: PropertyDescriptor): void {
  if (!Object.hasOwn(prototype, name)) {
    Object.defineProperty(prototype, name, { ...member, enumerable: true });
  }
}
