import { exception } from '../words/errors.js';

/** Where the engine's code comes from. */
export type EngineSource = () => BufferSource | WebAssembly.Module;

/** An engine, which all sockets of an entry share, and which is started when it is first needed. */
export class Engine {
  #running = false;
  #source: EngineSource = () => {
    throw new Error('it is not loaded yet; await init() first');
  };
  readonly #initialize: (code: { module: BufferSource | WebAssembly.Module }) => unknown;

  /** `initialize` is that of the engine's glue. */
  constructor(initialize: (code: { module: BufferSource | WebAssembly.Module }) => unknown) {
    this.#initialize = initialize;
  }

  /** Says where to take the engine's code from. */
  set source(source: EngineSource) {
    this.#source = source;
  }

  /** Starts the engine unless it runs already. Throws `ENVIRONMENT`. */
  start(): void {
    if (this.#running) {
      return;
    }
    if (!isBrowser()) {
      throw exception('ENVIRONMENT', 'it needs a browser, in a page or in a worker.');
    }
    try {
      this.#initialize({ module: this.#source() });
      this.#running = true;
    } catch (cause) {
      throw exception('ENVIRONMENT', explain(cause), cause);
    }
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
