/** The engine's code, as base64. */
declare module '#engine.wasm' {
  const base64: string;
  export default base64;
}
