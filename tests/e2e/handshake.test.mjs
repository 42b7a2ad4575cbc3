// HELLO within the WebSocket's opening handshake, with a real browser, the server and the package.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { makeConsumer } from '../packaging/consumer.mjs';
import { startBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';

let browser;
let consumer;
let server;
let page;

before(async () => {
  browser = await startBrowser();
  consumer = makeConsumer('pages');
  server = await startServer('--www', consumer.folder);
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  consumer?.remove();
});

beforeEach(async () => {
  const context = await browser.newContext();
  page = await context.newPage();
  await page.goto(`${server.url}/blank.html`);
  await page.evaluate(async () => {
    Object.assign(window, await import('/node_modules/everwire/everwire.js'));
    window.fired = (target, type) => new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
      sent = [];

      constructor(url, protocols) {
        super(url, protocols);
        sockets.push(this);
      }

      send(frame) {
        this.sent.push(frame);
        super.send(frame);
      }
    };
  });
});

afterEach(() => page?.context().close());

test('a session begins and resumes without a HELLO frame', async () => {
  const { echoes, used } = await converse({ transports: ['websocket'] });
  assert.deepEqual(echoes, ['one', 'two']);
  assert.equal(used.length, 2);
  for (const { protocol, sent } of used) {
    assert.match(protocol, /^everwire\.1\.[\w-]+$/);
    assert.ok(sent.every((frame) => !frame.startsWith('\0H')), JSON.stringify(sent));
  }
});

test('a HELLO that is too large for a header is the first frame', async () => {
  const { echoes, used } = await converse({ transports: ['websocket'], auth: 'a'.repeat(3000) });
  assert.deepEqual(echoes, ['one', 'two']);
  for (const { protocol, sent } of used) {
    assert.equal(protocol, 'everwire.1');
    assert.match(sent[0], /^\0H/);
  }
});

test('the round trip is known soon after the session has begun', async () => {
  const rtt = await page.evaluate(async () => {
    const socket = new EverSocket('/echo', [], { transports: ['websocket'] });
    await socket.ready;
    while (Number.isNaN(socket.rtt)) {
      socket.send('is it known?');
      await fired(socket, 'message');
    }
    return socket.rtt;
  });
  assert.ok(rtt >= 0, String(rtt));
});

/** Sends a message, reconnects, and sends another. Resolves with the echoes and the browser's sockets. */
function converse(options) {
  return page.evaluate(async (chosen) => {
    const socket = new EverSocket('/echo', [], chosen);
    const echoes = [];
    for (const text of ['one', 'two']) {
      socket.send(text);
      echoes.push((await fired(socket, 'message')).data);
      if (text === 'one') {
        const again = fired(socket, 'reconnected');
        socket.reconnect();
        await again;
      }
    }
    const used = sockets.map(({ protocol, sent }) => ({ protocol, sent: sent.filter((frame) => typeof frame === 'string') }));
    return { echoes, used };
  }, options);
}
