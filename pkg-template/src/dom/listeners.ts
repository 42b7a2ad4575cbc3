import { Delivery, DirectMessageEvent } from './message.js';

const { addEventListener, dispatchEvent, removeEventListener } = EventTarget.prototype;

type Callback = EventListenerOrEventListenerObject;

interface Listener {
  readonly callback: Callback;
  readonly capture: boolean;
  readonly once: boolean;
  isRemoved: boolean;
}

/** Adds a listener to an event target, which may have `MessageListeners`. */
export function listen(target: EventTarget, type: string, callback: Callback | null, options?: unknown): void {
  const listeners = type === 'message' ? lists.get(target) : undefined;
  if (listeners) {
    listeners.add(callback, options as AddEventListenerOptions);
  } else {
    addEventListener.call(target, type, callback, options as AddEventListenerOptions);
  }
}

/** Undoes `listen`. */
export function unlisten(target: EventTarget, type: string, callback: Callback | null, options?: unknown): void {
  const listeners = type === 'message' ? lists.get(target) : undefined;
  if (listeners) {
    listeners.remove(callback, options as EventListenerOptions);
  } else {
    removeEventListener.call(target, type, callback, options as EventListenerOptions);
  }
}

/** Dispatches an event of the platform's at `target`, whatever the application has made of its `dispatchEvent`. */
export function dispatch(target: EventTarget, event: Event): void {
  dispatchEvent.call(target, event);
}

/** Has `addEventListener` and `removeEventListener` of a class find the `MessageListeners` of an instance. */
export function defineListening(type: { prototype: EventTarget }): void {
  Object.assign(type.prototype, {
    addEventListener(this: EventTarget, name: string, callback: Callback | null, ...options: unknown[]) {
      requireTwo(arguments);
      listen(this, String(name), callback, ...options);
    },
    removeEventListener(this: EventTarget, name: string, callback: Callback | null, ...options: unknown[]) {
      requireTwo(arguments);
      unlisten(this, String(name), callback, ...options);
    },
  });
}

function requireTwo({ length }: IArguments): void {
  if (length < 2) {
    throw new TypeError(`2 arguments required, but only ${length} present.`);
  }
}

const lists = new WeakMap<EventTarget, MessageListeners>();

/** Where nothing is ever dispatched, the platform checks the arguments for us. */
const nowhere = new EventTarget();

/**
 * The listeners for `message` of one event target, called as DOM has it, without the platform: its dispatch costs more
 * than all else that is done for a message. A `message` event that an application dispatches itself reaches them too.
 */
export class MessageListeners {
  /** Never changed but replaced, so that a dispatch that is under way goes on with those it began with. */
  #listeners: readonly Listener[] = [];
  /** How many listeners were removed so far. */
  removals = 0;

  constructor(target: EventTarget) {
    lists.set(target, this);
    addEventListener.call(target, 'message', (event) => this.#relay(event));
  }

  /** `addEventListener`. */
  add(callback: Callback | null, options?: boolean | AddEventListenerOptions): void {
    addEventListener.call(nowhere, 'message', callback, options);
    removeEventListener.call(nowhere, 'message', callback, options);
    const { once = false, signal = null } = typeof options === 'object' && options !== null ? options : {};
    const capture = captures(options);
    if (callback === null || signal?.aborted || this.#find(callback, capture)) {
      return;
    }
    const listener = { callback, capture, once: Boolean(once), isRemoved: false };
    this.#listeners = [...this.#listeners, listener];
    signal?.addEventListener('abort', () => this.#drop(listener), { once: true });
  }

  /** `removeEventListener`. */
  remove(callback: Callback | null, options?: boolean | EventListenerOptions): void {
    removeEventListener.call(nowhere, 'message', callback, options);
    const listener = callback && this.#find(callback, captures(options));
    if (listener) {
      this.#drop(listener);
    }
  }

  /** Calls the listeners with a new event that carries `data`. */
  deliver(data: unknown, delivery: Delivery): void {
    const event = new DirectMessageEvent(data, delivery);
    delivery.current = event;
    delivery.isStopped = false;
    for (const listener of this.#listeners) {
      this.#call(listener, delivery.target, event as unknown as Event);
      if (delivery.isStopped) {
        break;
      }
    }
    delivery.current = null;
  }

  /** An event of the platform has no member that says that it was stopped, so its method is replaced meanwhile. */
  #relay(event: Event): void {
    let isStopped = false;
    event.stopImmediatePropagation = () => {
      isStopped = true;
      Event.prototype.stopImmediatePropagation.call(event);
    };
    const target = event.currentTarget;
    for (const listener of this.#listeners) {
      this.#call(listener, target, event);
      if (isStopped) {
        break;
      }
    }
    delete (event as Partial<Event>).stopImmediatePropagation;
  }

  #call(listener: Listener, target: EventTarget | null, event: Event): void {
    const { callback } = listener;
    if (listener.isRemoved) {
      return;
    }
    if (listener.once) {
      this.#drop(listener);
    }
    try {
      if (typeof callback === 'function') {
        callback.call(target as EventTarget, event);
      } else {
        callback.handleEvent(event);
      }
    } catch (error) {
      report(error);
    }
  }

  #find(callback: Callback, capture: boolean): Listener | undefined {
    return this.#listeners.find((other) => other.callback === callback && other.capture === capture);
  }

  #drop(listener: Listener): void {
    if (!listener.isRemoved) {
      listener.isRemoved = true;
      this.removals += 1;
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    }
  }
}

function captures(options: boolean | EventListenerOptions | undefined): boolean {
  return Boolean(typeof options === 'object' && options !== null ? options.capture : options);
}

function report(error: unknown): void {
  if (typeof reportError === 'function') {
    reportError(error);
  } else {
    queueMicrotask(() => {
      throw error;
    });
  }
}
