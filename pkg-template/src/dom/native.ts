/** An instance of the platform's class. */
export type NativeSocket = WebSocket;

/** The platform's class as it was when this was loaded, since ours may take its place. Undefined where there is none. */
export const Native = globalThis.WebSocket as typeof WebSocket;

/** The prototype of the platform's class, whose members serve instances that are the platform's own. */
export const nativePrototype = Native?.prototype;

/** Makes one of the platform's sockets, as an instance of `type`. */
export function makeNative(given: readonly unknown[], type: Function): object {
  return Reflect.construct(Native, given, type);
}

/** An attribute of one of the platform's sockets; throws a TypeError for any other object. */
export function nativeGet<K extends keyof NativeSocket>(socket: object, name: K): NativeSocket[K] {
  return Reflect.get(nativePrototype, name, socket);
}

/** Sets an attribute of one of the platform's sockets; throws a TypeError for any other object. */
export function nativeSet(socket: object, name: keyof NativeSocket, value: unknown): void {
  Reflect.set(nativePrototype, name, value, socket);
}

/** Calls a method of one of the platform's sockets; throws a TypeError for any other object. */
export function nativeCall(socket: object, name: 'send' | 'close', given: ArrayLike<unknown>): void {
  Reflect.apply(nativePrototype[name], socket, given);
}
