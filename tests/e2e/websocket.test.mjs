// `everwire/websocket` in Chromium, to a plain server behind a network that cuts, refuses and freezes.
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
  page = await browser.newPage();
  await page.goto(`${site.url}/blank.html`);
  await page.evaluate(async (address) => {
    Object.assign(window, await import('/node_modules/everwire/websocket.js'));
    window.address = address;
    window.happened = (socket, type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
    window.connect = async (options, protocols) => {
      const socket = new WebSocket(address, protocols, { reconnectDelay: 50, ...options });
      window.socket = socket;
      window.log = [];
      for (const type of ['open', 'message', 'error', 'close', 'reconnecting', 'queue']) {
        socket.addEventListener(type, (event) => log.push([type, socket.readyState, event.data ?? event.code ?? null]));
      }
      await happened(socket, 'open');
    };
    window.echo = async (data) => {
      const answer = happened(socket, 'message');
      socket.send(data);
      return (await answer).data;
    };
  }, `${world.url.replace('http', 'ws')}/plain/echo`);
});

afterEach(async () => {
  await page?.close();
  await world?.end();
});

/** Runs `cause` and waits for `event` on the page's socket. */
async function awaiting(event, cause) {
  await page.evaluate((type) => { window.awaited = happened(socket, type); }, event);
  await cause();
  await page.evaluate(() => window.awaited.then(() => {}));
}

const log = () => page.evaluate(() => window.log);

test('ten cuts: it reconnects each time, with events, and continues', async () => {
  await page.evaluate(() => connect({}));
  for (let cut = 1; cut <= 10; cut++) {
    await awaiting('open', () => world.cut());
    assert.equal(await page.evaluate((cut) => echo(`after cut ${cut}`), cut), `after cut ${cut}`);
  }
  const events = await log();
  assert.deepEqual(events.slice(0, 4), [
    ['open', 1, null], ['reconnecting', 0, 1006], ['open', 1, null], ['message', 1, 'after cut 1'],
  ]);
  assert.equal(events.filter(([type]) => type === 'open').length, 11);
  assert.ok(!events.some(([type]) => type === 'close' || type === 'error'));
});

test('messages sent while the link is down arrive in order, after those of the open handler', async () => {
  await page.evaluate(() => connect({}));
  await world.faults({ websocket: 'refuse' });
  await awaiting('reconnecting', () => world.cut());
  const queued = await page.evaluate(() => {
    const bytes = new Uint8Array([1, 2, 3]);
    socket.binaryType = 'arraybuffer';
    socket.send('grüß');
    socket.send(bytes.subarray(1));
    bytes.fill(0);
    window.amount = socket.bufferedAmount;
    window.answers = new Promise((resolve) => {
      const all = [];
      socket.onmessage = ({ data }) => {
        all.push(typeof data === 'string' ? data : [...new Uint8Array(data)].join());
        if (all.length === 3) {
          resolve(all);
        }
      };
    });
    socket.onopen = () => socket.send('hello');
    return amount;
  });
  assert.equal(queued, 6 + 2);
  await world.faults({ websocket: 'pass' });
  assert.deepEqual(await page.evaluate(() => answers), ['hello', 'grüß', '2,3']);
  assert.equal(await page.evaluate(() => socket.bufferedAmount), 0);
  const outcomes = (await log()).filter(([type]) => type === 'queue');
  assert.equal(outcomes.length, 2);
});

test('a full queue rejects, or drops with an event', async () => {
  const outcomes = await page.evaluate(async () => {
    const outcomes = {};
    for (const policy of ['reject', 'drop-oldest', 'drop-newest']) {
      let attempts = 0;
      const never = new Promise(() => {});
      const url = () => (attempts++ === 0 ? address : never);
      const socket = new WebSocket(url, [], { reconnectDelay: 0, queue: { maxMessages: 1, policy }, shouldReconnect: () => true });
      await happened(socket, 'open');
      const down = happened(socket, 'reconnecting');
      socket.send('x'.repeat(17 * 1024 * 1024));
      await down;
      const results = [];
      socket.addEventListener('queue', ({ data, outcome }) => results.push(`${outcome} ${data}`));
      try {
        socket.send('first');
        socket.send('second');
      } catch ({ name }) {
        results.push(name);
      }
      socket.close();
      await happened(socket, 'close');
      outcomes[policy] = results;
    }
    return outcomes;
  });
  assert.deepEqual(outcomes, {
    reject: ['QuotaExceededError', 'unsent first'],
    'drop-oldest': ['dropped first', 'unsent second'],
    'drop-newest': ['dropped second', 'unsent first'],
  });
});

test('it reconnects after a restart of the server', async () => {
  await page.evaluate(() => connect({}));
  await awaiting('reconnecting', () => world.server('term'));
  // Attempts fail while the server is down.
  const [, state, code] = (await log()).find(([type]) => type === 'reconnecting');
  assert.deepEqual([state, code], [0, 1001]);
  await awaiting('open', () => world.server('start'));
  assert.equal(await page.evaluate(() => echo('again')), 'again');
});

test('it repeats a failed first attempt and calls the providers again', async () => {
  await world.faults({ websocket: 'refuse', times: 2 });
  const asked = await page.evaluate(async () => {
    let asked = 0;
    const url = async () => `${address}?attempt=${++asked}`;
    const protocols = () => [`token-${asked}`];
    window.socket = new WebSocket(url, protocols, { reconnectDelay: 10 });
    const before = socket.url;
    await happened(socket, 'open');
    return [before, asked, new URL(socket.url).search, socket.protocol.startsWith('token-')];
  });
  assert.deepEqual(asked, ['', 3, '?attempt=3', true]);
});

test('it calls a failed provider again, and the event has the cause', async () => {
  const cause = await page.evaluate(async () => {
    let asked = 0;
    const url = () => {
      if (asked++ === 0) {
        throw new Error('no token yet');
      }
      return address;
    };
    window.socket = new WebSocket(url, [], { reconnectDelay: 10 });
    const { cause } = await happened(socket, 'reconnecting');
    await happened(socket, 'open');
    return cause.message;
  });
  assert.equal(cause, 'no token yet');
});

test('a heartbeat finds a silent link, and its replies are not dispatched', async () => {
  const heartbeat = { interval: 50, timeout: 300, message: 'ping' };
  await page.evaluate((heartbeat) => connect({ heartbeat: { ...heartbeat, isReply: (data) => data === 'ping' } }), heartbeat);
  assert.equal(await page.evaluate(() => echo('hello')), 'hello');
  await awaiting('reconnecting', () => world.freeze());
  await awaiting('open', () => {});
  assert.equal(await page.evaluate(() => echo('again')), 'again');
  assert.deepEqual((await log()).filter(([type, , data]) => type === 'message' && data === 'ping'), []);
});

test('without a heartbeat message, silence ends the link', async () => {
  await page.evaluate(() => connect({ heartbeat: { interval: 100, timeout: 100 } }));
  await awaiting('reconnecting', () => {});
  assert.equal((await log()).at(-1)[2], 1006);
});

test('after the last retry come error and close', async () => {
  await page.evaluate(() => connect({ maxRetries: 2, reconnectDelay: 1 }));
  await world.faults({ websocket: 'refuse' });
  await awaiting('close', () => world.cut());
  const types = (await log()).map(([type, state]) => `${type} ${state}`);
  assert.deepEqual(types, ['open 1', 'reconnecting 0', 'reconnecting 0', 'error 3', 'close 3']);
});

test('shouldReconnect has the last word', async () => {
  const drop = await page.evaluate(async (address) => {
    const socket = new WebSocket(address, [], { shouldReconnect: (drop) => { window.drop = drop; return false; } });
    window.socket = socket;
    await happened(socket, 'open');
  }, `${world.url.replace('http', 'ws')}/plain/echo`);
  assert.equal(drop, undefined);
  await awaiting('close', () => world.cut());
  assert.deepEqual(await page.evaluate(() => window.drop), { code: 1006, reason: '', wasClean: false, willReconnect: true });
});

test('after close, also during an outage, nothing is left', async () => {
  await page.evaluate(() => connect({}));
  await world.faults({ websocket: 'refuse' });
  await awaiting('reconnecting', () => world.cut());
  const states = await page.evaluate(async () => {
    const end = happened(socket, 'close');
    socket.close(3000, 'enough');
    const states = [socket.readyState];
    const { code, wasClean } = await end;
    return [...states, socket.readyState, code, wasClean];
  });
  assert.deepEqual(states, [2, 3, 1006, false]);
});

test('with the sub-protocol of a library that reconnects itself, the socket ends with the link', async () => {
  await page.evaluate(() => connect(null, ['graphql-transport-ws']));
  await awaiting('close', () => world.cut());
  assert.equal(await page.evaluate(() => socket.readyState), 3);
});

test('it works as the global class, and in a worker', async () => {
  const echoed = await page.evaluate(async (address) => {
    const script = `
      import { WebSocket } from '${location.origin}/node_modules/everwire/websocket.js';
      globalThis.WebSocket = WebSocket;
      const socket = new globalThis.WebSocket('${address}');
      socket.onopen = () => socket.send('hello');
      socket.onmessage = ({ data }) => postMessage(data);`;
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), { type: 'module' });
    return new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
  }, `${world.url.replace('http', 'ws')}/plain/echo`);
  assert.equal(echoed, 'hello');
});
