import { defineHandlers } from '../dom/handlers.js';
import { defineListening } from '../dom/listeners.js';
import { defineConstants, defineName, defineTag, exposeMembers, READY_STATES } from '../dom/webidl.js';

type ReadyStates = typeof READY_STATES;

/** An event target with the events of `Events`, and the states of a socket. */
export interface SocketTarget<Events> extends EventTarget, ReadyStates {
  addEventListener<K extends keyof Events & string>(
    type: K,
    listener: (this: this, event: Events[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;

  removeEventListener<K extends keyof Events & string>(
    type: K,
    listener: (this: this, event: Events[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/**
 * What the classes of sockets extend: the platform's `EventTarget` itself, since WebIDL has nothing between. `defineSocket`
 * makes true what this type says of them.
 */
export const SocketTarget = EventTarget as unknown as ReadyStates & (new <Events>() => SocketTarget<Events>);

/**
 * Gives a class of sockets what WebIDL and HTML have of one: its name and tag, the constants, enumerable members, listeners,
 * and an `on…` attribute for each of `events`; see `defineHandlers` for `inherited`.
 */
export function defineSocket(
  type: { prototype: EventTarget },
  name: string,
  events: readonly string[],
  inherited?: object,
): void {
  defineName(type, name);
  defineConstants(type, READY_STATES);
  exposeMembers(type);
  defineListening(type);
  defineHandlers(type, events, inherited);
  defineTag(type, name);
}
