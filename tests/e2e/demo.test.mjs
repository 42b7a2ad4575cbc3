// The demo page, in two tabs of one browser.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';
import { Tab } from './tab.mjs';

/** In milliseconds: the upgrade to a better transport is due after 30 s; the rest is a margin. */
const UPGRADE = 60_000;

const SITE = fileURLToPath(new URL('../../dist/www', import.meta.url));

let browser;
let server;
let context;
let ann;
let bob;
let tabs;

before(async () => {
  browser = await startBrowser();
});

after(() => browser?.close());

beforeEach(async () => {
  server = await startServer('--www', SITE);
  context = await browser.newContext();
  tabs = [];
  for (const _ of ['ann', 'bob']) {
    tabs.push(await Tab.open(context, server.url));
  }
  [ann, bob] = tabs;
});

afterEach(async () => {
  await context?.close();
  assert.equal(await server?.stop(), 0);
  assert.deepEqual(tabs.flatMap(({ problems }) => problems), []);
});

test('two tabs chat', async () => {
  await converse('hello', 'hello yourself');
  assert.deepEqual(await ann.messages(), ['hello', 'hello yourself']);
  assert.deepEqual(await bob.messages(), ['hello', 'hello yourself']);
});

test('messages sent while the link is down arrive once and in order', async () => {
  await ann.sayWhenLogged('reconnecting', 'said during the drop');
  await ann.dropAndSay('said into the drop');
  await ann.logs('reconnected');
  await bob.sees('said during the drop');
  await converse('said afterwards', 'understood');
  const expected = ['said into the drop', 'said during the drop', 'said afterwards', 'understood'];
  assert.deepEqual(await bob.messages(), expected);
  assert.deepEqual(await ann.messages(), expected);
});

test('while WebSocket is blocked the chat continues over another transport, then returns', async () => {
  await ann.connected('websocket');
  await ann.press('Block WebSocket');
  await ann.connected('sse');
  await converse('still here', 'so I see');
  await ann.press('Block WebSocket');
  await ann.connected('websocket', UPGRADE);
  await converse('back again', 'good');
  const expected = ['still here', 'so I see', 'back again', 'good'];
  assert.deepEqual(await ann.messages(), expected);
  assert.deepEqual(await bob.messages(), expected);
});

for (const [label, transport] of [['WebSocket', 'websocket'], ['SSE', 'sse'], ['Long polling', 'longpoll']]) {
  test(`the chat works over ${label} alone, also through a drop`, async () => {
    await ann.choose(label);
    await ann.connected(transport);
    await converse('one', 'two');
    await ann.dropAndSay('three');
    await bob.sees('three');
    await converse('four', 'five');
    await ann.connected(transport);
    assert.deepEqual(await ann.messages(), ['one', 'two', 'three', 'four', 'five']);
    assert.deepEqual(await bob.messages(), ['one', 'two', 'three', 'four', 'five']);
  });
}

test('messages of others are shown as text, never as markup', async () => {
  const hostile = `<img src="x" onerror="document.body.remove()"><script>document.body.remove()</script>`;
  await ann.say(hostile);
  await bob.sees(hostile);
  assert.equal(await bob.count('#messages img, #messages script'), 0);
});

/** Ann sends a message, then Bob. Each sees both. */
async function converse(fromAnn, fromBob) {
  await ann.say(fromAnn);
  await bob.sees(fromAnn);
  await bob.say(fromBob);
  await ann.sees(fromBob);
  await bob.sees(fromBob);
}
