/** The engine's code, as base64. */
declare module '#everwire.wasm' {
  const base64: string;
  export default base64;
}

/** The engine of `everwire/websocket`, likewise. */
declare module '#websocket.wasm' {
  const base64: string;
  export default base64;
}
