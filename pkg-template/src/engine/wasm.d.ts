/** The module of `EverSocket`, inlined: see build/inline.mjs. */
declare module '#everwire.wasm' {
  export const text: string;
  export const shift: number;
  export const size: number;
}

/** The module of `everwire/websocket`, likewise. */
declare module '#websocket.wasm' {
  export const text: string;
  export const shift: number;
  export const size: number;
}

/** What joins the module of `EverSocket` to its glue: see build/link.mjs. */
declare module '#everwire.link' {
  /** What the module imports. */
  export const imports: WebAssembly.Imports;
  /** Has the glue call an instance, and starts it. */
  export function attach(exports: WebAssembly.Exports): void;
}

/** The same of `everwire/websocket`. */
declare module '#websocket.link' {
  export const imports: WebAssembly.Imports;
  export function attach(exports: WebAssembly.Exports): void;
}
