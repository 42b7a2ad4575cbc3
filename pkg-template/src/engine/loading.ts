import { exception } from '../words/errors.js';

/** Where the engine's code comes from. */
export type EngineSource = () => BufferSource | WebAssembly.Module;

/** An engine, which all sockets of an entry share, and which is started when it is first needed. */
export class Engine {
  #running = false;
  #source: EngineSource = () => {
    throw exception('ENVIRONMENT', 'its module is not loaded yet. Await init() first.');
  };
  readonly #imports: WebAssembly.Imports;
  readonly #attach: (exports: WebAssembly.Exports) => void;

  /** `imports` and `attach` are those of the engine's link: see build/link.mjs. */
  constructor(imports: WebAssembly.Imports, attach: (exports: WebAssembly.Exports) => void) {
    this.#imports = imports;
    this.#attach = attach;
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
    const code = this.#source();
    try {
      const module = code instanceof WebAssembly.Module ? code : new WebAssembly.Module(code);
      this.#attach(new WebAssembly.Instance(module, this.#imports).exports);
    } catch (cause) {
      throw exception('ENVIRONMENT', explain(cause), cause);
    }
    this.#running = true;
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
