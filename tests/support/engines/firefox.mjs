import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

import { startChild } from './child.mjs';

const TOOLS = join(process.env.EVERWIRE_TOOLS ?? join(homedir(), '.cache/everwire/tools'), 'bin');

/** The time-out of a script in a page, in ms. */
const SCRIPT_TIMEOUT = 120_000;

/** Starts Firefox through geckodriver. */
export async function startFirefox() {
  const env = { ...process.env, PATH: [TOOLS, process.env.PATH].join(delimiter) };
  const child = startChild('geckodriver', ['--port', '0'], { read: 'stdout', env });
  const driver = new Driver(await child.match(/Listening on [\d.]+:(\d+)/));
  const capabilities = await driver.begin();
  return {
    name: 'firefox',
    version: `Firefox/${capabilities.browserVersion}`,
    pid: capabilities['moz:processID'],
    openPage: (url) => driver.openPage(url),
    async stop() {
      await driver.end();
      await child.stop();
    },
  };
}

/** A minimal WebDriver client. One window shows one page after another. */
class Driver {
  #address;

  constructor(port) {
    this.#address = `http://127.0.0.1:${port}/session`;
  }

  async begin() {
    const alwaysMatch = {
      browserName: 'firefox',
      timeouts: { script: SCRIPT_TIMEOUT },
      'moz:firefoxOptions': { args: ['-headless'] },
    };
    const { sessionId, capabilities } = await this.#request('POST', '', { capabilities: { alwaysMatch } });
    this.#address += `/${sessionId}`;
    return capabilities;
  }

  end() {
    return this.#request('DELETE', '');
  }

  async openPage(url) {
    await this.#request('POST', '/url', { url });
    return {
      evaluate: (expression) => this.#evaluate(expression),
      memory: async () => null,
      close: () => this.#request('POST', '/url', { url: 'about:blank' }),
    };
  }

  async #evaluate(expression) {
    const script = `const done = arguments[arguments.length - 1];
      (async () => (${expression}))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.#request('POST', '/execute/async', { script, args: [] });
    if (error) {
      throw new Error(error);
    }
    return value;
  }

  async #request(method, path, body = undefined) {
    const response = await fetch(this.#address + path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const { value } = await response.json();
    if (!response.ok) {
      throw new Error(value.message);
    }
    return value;
  }
}
