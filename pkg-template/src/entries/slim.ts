import { everwireEngine } from '../engine/everwire.js';

export * from './shared.js';

/** Where `init` takes the engine from: an address, a response, its bytes, or the compiled module. */
export type EngineInput = string | URL | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the engine from its own file, by default the `everwire.wasm` beside this module. Await it once, before the
 * first socket.
 */
export async function init(input: EngineInput | PromiseLike<EngineInput> = beside()): Promise<void> {
  const module = await compile(await input);
  everwireEngine.source = () => module;
}

function beside(): URL {
  return new URL('./everwire.wasm', import.meta.url);
}

async function compile(input: EngineInput): Promise<WebAssembly.Module> {
  if (input instanceof WebAssembly.Module) {
    return input;
  }
  if (input instanceof ArrayBuffer || ArrayBuffer.isView(input)) {
    return WebAssembly.compile(input);
  }
  const response = input instanceof Response ? input : await fetch(input);
  if (!response.ok) {
    throw new Error(`everwire.wasm could not be loaded: HTTP ${response.status}`);
  }
  // Streaming needs the right media type, which not every server sends.
  return response.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
