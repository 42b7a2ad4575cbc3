import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startChild } from './child.mjs';
import { DevTools } from './devtools.mjs';

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
];

/** Starts Chromium. Its pages have the same interface as those of `Firefox`. */
export async function startChromium() {
  const profile = mkdtempSync(join(tmpdir(), 'everwire-bench-'));
  const child = startChild('chromium', [...FLAGS, `--user-data-dir=${profile}`], { read: 'stderr' });
  const devtools = await DevTools.connect(await child.match(/^DevTools listening on (ws:\S+)/));
  const { product } = await devtools.call('Browser.getVersion');
  return {
    name: 'chromium',
    version: product,
    pid: child.pid,
    openPage: (url) => Page.open(devtools, url),
    async stop() {
      await devtools.call('Browser.close');
      await child.ended;
      devtools.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

class Page {
  #devtools;
  #target;
  #session;

  static async open(devtools, url) {
    const page = new Page();
    page.#devtools = devtools;
    ({ targetId: page.#target } = await devtools.call('Target.createTarget', { url: 'about:blank' }));
    const attached = await devtools.call('Target.attachToTarget', { targetId: page.#target, flatten: true });
    page.#session = attached.sessionId;
    await devtools.call('Page.navigate', { url }, page.#session);
    return page;
  }

  /** Evaluates an expression. If the value is a promise, resolves with its result. */
  async evaluate(expression) {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.#devtools.call('Runtime.evaluate', params, this.#session);
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** Bytes in use after a garbage collection, including WebAssembly memory. */
  async memory() {
    await this.#devtools.call('HeapProfiler.collectGarbage', {}, this.#session);
    const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } =
      await this.#devtools.call('Runtime.getHeapUsage', {}, this.#session);
    return usedSize + embedderHeapUsedSize + backingStorageSize;
  }

  /** Records a profile of the page's main thread while `work` runs. */
  async profile(work) {
    const call = (method, params) => this.#devtools.call(method, params, this.#session);
    await call('Profiler.enable');
    await call('Profiler.setSamplingInterval', { interval: 100 });
    await call('Profiler.start');
    const result = await work();
    const { profile } = await call('Profiler.stop');
    return { result, profile };
  }

  async close() {
    await this.#devtools.call('Target.closeTarget', { targetId: this.#target });
  }
}
