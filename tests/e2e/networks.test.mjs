// The package in Chromium on networks that block WebSocket, or everything.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { makeConsumer } from '../packaging/consumer.mjs';
import { startBrowser } from '../support/browser.mjs';
import { startChaos } from '../support/chaos.mjs';
import { startServer } from '../support/server.mjs';

let browser;
let chaos;
let consumer;
let site;
let context;
let page;
let world;

before(async () => {
  browser = await startBrowser();
  chaos = await startChaos();
  consumer = makeConsumer('pages');
  site = await startServer('--www', consumer.folder);
});

after(async () => {
  await browser?.close();
  await chaos?.stop();
  await site?.stop();
  consumer?.remove();
});

beforeEach(async () => {
  world = await chaos.world();
  context = await browser.newContext();
  page = await context.newPage();
  await visit();
});

afterEach(() => context?.close());

for (const websocket of ['refuse', 'swallow', 'silent']) {
  test(`WebSocket: ${websocket}. The session uses an event stream, and origin hints record that`, async () => {
    await world.faults({ websocket });
    const first = await converse('hello', { connectTimeout: 1000 });
    assert.equal(first.echo, 'hello');
    assert.equal(first.transport, 'sse');
    assert.equal(first.steps[0].transport, 'websocket');
    await settled();
    await visit();
    const second = await converse('again');
    assert.equal(second.steps[0].transport, 'sse', 'the demotion outlives the page');
    assert.match(second.report, /carries the session/);
  });
}

test('without event streams the session uses long polling, and the diagnosis names the likely cause', async () => {
  await world.faults({ websocket: 'refuse', sse: 'silent' });
  const { echo, transport, report } = await converse('hello', { connectTimeout: 2000 });
  assert.equal(echo, 'hello');
  assert.equal(transport, 'longpoll');
  assert.match(report, /a proxy or firewall on the way is likely/);
});

test('where storage is forbidden, origin hints are kept in memory', async () => {
  await page.evaluate(() => {
    const forbidden = () => { throw new DOMException('forbidden', 'SecurityError'); };
    Object.defineProperty(window, 'localStorage', { get: forbidden });
  });
  await world.faults({ websocket: 'refuse' });
  await converse('hello');
  await settled();
  const second = await converse('again');
  assert.equal(second.steps[0].transport, 'sse');
});

test('an upgrade in the background returns to WebSocket and loses nothing', async () => {
  await world.faults({ websocket: 'refuse' });
  const { transport } = await converse('hello', { upgradeDelay: 100 });
  assert.equal(transport, 'sse');
  await world.faults({ websocket: 'pass' });
  const received = await page.evaluate(async () => {
    const { socket } = window;
    const numbers = [];
    let next = 0;
    socket.onmessage = ({ data }) => numbers.push(Number(data));
    const sending = setInterval(() => socket.send(String(next++)), 5);
    await new Promise((resolve) => {
      socket.addEventListener('transport', ({ step }) => step.stage === 'active' && resolve());
    });
    clearInterval(sending);
    const isComplete = () => numbers.length === next;
    while (!isComplete()) {
      await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    }
    socket.close();
    return { numbers, transport: socket.transport };
  });
  assert.deepEqual(received.numbers, received.numbers.map((_, index) => index));
});

test('a request over HTTP finds the status that the handshake hides', async () => {
  await world.faults({ websocket: 'refuse', post: 'refuse' });
  const outcome = await failure(world.url);
  assert.deepEqual([outcome.code, outcome.status, outcome.retryable], ['FORBIDDEN', 403, false]);
  assert.match(outcome.report, /refuses this page's origin or credentials/);
});

test('Retry-After is obeyed', async () => {
  await world.faults({ websocket: 'unavailable', post: 'unavailable', times: 3 });
  const waited = await page.evaluate(async (url) => {
    const socket = new EverSocket(`${url}/echo`, [], { reconnectDelay: 1, maxReconnectDelay: 1 });
    const reconnecting = await fired(socket, 'reconnecting');
    await fired(socket, 'open');
    socket.close();
    return reconnecting.delay;
  }, world.url);
  assert.ok(waited >= 1000, `${waited} ms`);
});

test('an error names the Content-Security-Policy that forbids the connection', async () => {
  await page.evaluate(() => {
    const policy = Object.assign(document.createElement('meta'), { httpEquiv: 'Content-Security-Policy', content: "connect-src 'self'" });
    document.head.append(policy);
  });
  const outcome = await failure(world.url);
  assert.deepEqual([outcome.code, outcome.retryable], ['BLOCKED', false]);
  assert.match(outcome.report, /Content-Security-Policy/);
});

test('a server that is down is unreachable and demotes no transport', async () => {
  await world.server('kill');
  const outcome = await failure(world.url, { maxRetries: 1, reconnectDelay: 1 });
  assert.equal(outcome.code, 'UNREACHABLE');
  assert.match(outcome.report, /Nothing could be reached/);
  await world.server('start');
  const { steps } = await converse('hello');
  assert.equal(steps[0].transport, 'websocket');
});

/** Opens a page with the package, of another origin than the world's server. */
async function visit() {
  await page.goto(`${site.url}/blank.html`);
  await page.evaluate(async () => {
    Object.assign(window, await import('/node_modules/everwire/everwire.js'));
    window.fired = (target, type) => new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
  });
}

/** Sends one message to the world's server. Resolves with its echo and the state of the socket. */
async function converse(text, options = {}) {
  return page.evaluate(async ([url, said, chosen]) => {
    const socket = new EverSocket(`${url}/echo`, [], chosen);
    window.socket = socket;
    socket.send(said);
    const { data: echo } = await fired(socket, 'message');
    const { steps, report, transport } = await socket.diagnose();
    return { echo, transport, steps, report };
  }, [world.url, text, options]);
}

/** Waits until a transport is demoted; then ends the socket of `converse`. */
async function settled() {
  await page.evaluate(async () => {
    const { socket } = window;
    const isDemoted = () => {
      try {
        return Object.keys(localStorage).some((key) => key.startsWith('everwire:') && /^\d+ \S+ \S+ \d/.test(localStorage[key]));
      } catch {
        return true;
      }
    };
    while (!isDemoted()) {
      socket.send('is the network alive?');
      await fired(socket, 'message');
    }
    socket.close();
  });
}

/** Connects without success. Resolves with the last error. */
async function failure(url, options = { reconnectDelay: 1 }) {
  return page.evaluate(async ([target, chosen]) => {
    const socket = new EverSocket(`${target}/echo`, [], chosen);
    const errors = [];
    socket.onerror = (event) => errors.push(event);
    await fired(socket, 'close');
    const { report } = await socket.diagnose();
    const last = errors.findLast(({ code }) => code !== 'RETRIES_EXHAUSTED');
    return { code: last.code, status: last.status, retryable: last.retryable, report };
  }, [url, options]);
}
