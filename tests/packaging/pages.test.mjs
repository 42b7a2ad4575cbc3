// The packed package in plain pages, without a bundler.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';
import { makeConsumer } from './consumer.mjs';
import { ECHOED, outcomeOf } from './outcome.mjs';

let consumer;
let server;
let browser;

before(async () => {
  consumer = makeConsumer('pages');
  server = await startServer('--www', consumer.folder);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  consumer?.remove();
});

test('a plain page imports the package and has messages echoed', async () => {
  assert.deepEqual(await outcomeOf(browser, `${server.url}/inlined.html`), ECHOED);
});

test('a plain page imports the slim entry and has messages echoed', async () => {
  assert.deepEqual(await outcomeOf(browser, `${server.url}/slim.html`), ECHOED);
});

test('a worker imports the package and has messages echoed', async () => {
  assert.deepEqual(await outcomeOf(browser, `${server.url}/with-worker.html`), ECHOED);
});

test("a strict policy with 'wasm-unsafe-eval' is enough", async () => {
  assert.deepEqual(await outcomeOf(browser, `${server.url}/strict.html`), ECHOED);
});

test("a policy without 'wasm-unsafe-eval' is named by the error", async () => {
  const { everwireCode, message } = await outcomeOf(browser, `${server.url}/refused.html`);
  assert.equal(everwireCode, 'ENVIRONMENT');
  assert.match(message, /Content-Security-Policy.*'wasm-unsafe-eval'/);
});
