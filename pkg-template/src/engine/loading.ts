import { initSync } from '#engine';

import { exception } from '../errors.js';

/** Where the engine's code comes from. */
export type EngineSource = () => BufferSource | WebAssembly.Module;

let source: EngineSource = () => {
  throw new Error('it is not loaded yet; await init() first');
};
let running = false;

/** Says where to take the engine's code from when it is first needed. */
export function setEngineSource(next: EngineSource): void {
  source = next;
}

/** Starts the engine, which all sockets share, unless it runs already. Throws `ENVIRONMENT`. */
export function startEngine(): void {
  if (running) {
    return;
  }
  if (!isBrowser()) {
    throw exception('ENVIRONMENT', 'it needs a browser, in a page or in a worker.');
  }
  try {
    initSync({ module: source() });
    running = true;
  } catch (cause) {
    throw exception('ENVIRONMENT', explain(cause), cause);
  }
}

// Importing the package where pages are rendered on a server must work; only a socket needs a browser.
function isBrowser(): boolean {
  return typeof location === 'object' && typeof WebAssembly === 'object';
}

function explain(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return `WebAssembly does not start (${message}). `
    + "If the page has a Content-Security-Policy, its script-src must allow 'wasm-unsafe-eval'.";
}
