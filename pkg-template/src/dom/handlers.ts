import { listen, unlisten } from './listeners.js';

/** The `on…` attributes of a target of type `T` that has the events of `Events`. */
export type HandlersOf<T, Events> = {
  [K in keyof Events & string as `on${K}`]: ((this: T, event: Events[K]) => unknown) | null;
};

/**
 * Defines the `on…` attributes of a class whose constructor calls `attachHandlers`. Instances for which it does not, have
 * those of `inherited`, a prototype of the platform's.
 */
export function defineHandlers(type: { prototype: object }, events: readonly string[], inherited?: object): void {
  for (const event of events) {
    const name = `on${event}`;
    const accessor = {
      get [name]() {
        const target = this as unknown as EventTarget;
        return inherited && !tables.has(target) ? Reflect.get(inherited, name, target) : tableOf(target).get(event);
      },
      set [name](handler: unknown) {
        const target = this as unknown as EventTarget;
        if (inherited && !tables.has(target)) {
          Reflect.set(inherited, name, handler, target);
        } else {
          tableOf(target).set(event, handler);
        }
      },
    };
    Object.defineProperty(type.prototype, name, Object.getOwnPropertyDescriptor(accessor, name) ?? {});
  }
}

/** Gives `target` its `on…` attributes. */
export function attachHandlers(target: EventTarget): void {
  tables.set(target, new HandlerTable(target));
}

const tables = new WeakMap<EventTarget, HandlerTable>();

function tableOf(target: EventTarget): HandlerTable {
  const table = tables.get(target);
  if (!table) {
    throw new TypeError('Illegal invocation');
  }
  return table;
}

interface Activated {
  handler: object;
  readonly listener: (event: Event) => void;
}

/**
 * The values behind the `on…` attributes of one event target, as HTML defines event handlers: a handler keeps the
 * place in the order of listeners that it got when it was first set; `null` gives the place up.
 */
class HandlerTable {
  readonly #target: EventTarget;
  readonly #activated = new Map<string, Activated>();

  constructor(target: EventTarget) {
    this.#target = target;
  }

  /** The handler of `type`, or `null`. */
  get(type: string): object | null {
    return this.#activated.get(type)?.handler ?? null;
  }

  /** Sets the handler of `type`; whatever is no object unsets it. */
  set(type: string, value: unknown): void {
    const activated = this.#activated.get(type);
    if (!isObject(value)) {
      this.#deactivate(type, activated);
    } else if (activated) {
      activated.handler = value;
    } else {
      this.#activate(type, value);
    }
  }

  #activate(type: string, handler: object): void {
    const activated: Activated = {
      handler,
      listener: (event) => {
        if (typeof activated.handler === 'function') {
          activated.handler.call(event.currentTarget, event);
        }
      },
    };
    this.#activated.set(type, activated);
    listen(this.#target, type, activated.listener);
  }

  #deactivate(type: string, activated: Activated | undefined): void {
    if (activated) {
      this.#activated.delete(type);
      unlisten(this.#target, type, activated.listener);
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}
