/** The states of a socket, as constants of the class and of its instances. */
export const READY_STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;

/** Defines `constants` on the class and on its prototype, as WebIDL does: enumerable, and not to be changed. */
export function defineConstants(type: { prototype: object }, constants: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(constants)) {
    Object.defineProperty(type, name, { value, enumerable: true });
    Object.defineProperty(type.prototype, name, { value, enumerable: true });
  }
}

/** Makes attributes and operations enumerable, as WebIDL has them and a JavaScript class does not. */
export function exposeMembers(type: { prototype: object }): void {
  for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(type.prototype))) {
    if (name !== 'constructor' && member.configurable) {
      Object.defineProperty(type.prototype, name, { ...member, enumerable: true });
    }
  }
}

/** Defines the name of a class, which minifying takes away. */
export function defineName(type: object, name: string): void {
  Object.defineProperty(type, 'name', { value: name, configurable: true });
}

/** Defines what `Object.prototype.toString` calls an instance. */
export function defineTag(type: { prototype: object }, name: string): void {
  Object.defineProperty(type.prototype, Symbol.toStringTag, { value: name, configurable: true });
}

/** Has `using` close an instance, where the platform knows `using`. */
export function defineDispose(type: { prototype: { close(): void } }): void {
  if (typeof Symbol.dispose === 'symbol') {
    const value = function dispose(this: { close(): void }): void {
      this.close();
    };
    Object.defineProperty(type.prototype, Symbol.dispose, { value, writable: true, configurable: true });
  }
}

/** `DOMString`; unlike `String`, it takes no symbol. */
function text(value: unknown): string {
  return `${value as string}`;
}

/** `(DOMString or sequence<DOMString>)` as a list. */
export function stringList(value: unknown): string[] {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) {
    return Array.from(value as Iterable<unknown>, text);
  }
  return [text(value)];
}
