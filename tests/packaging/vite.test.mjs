// The packed package in a Vite app without any configuration for it: built, and from the development server.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { build, createServer, preview } from 'vite';

import { startBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';
import { makeConsumer } from './consumer.mjs';
import { ECHOED, outcomeOf } from './outcome.mjs';

const PAGES = ['inlined', 'slim'];
const LISTEN = { host: '127.0.0.1', port: 0 };

let consumer;
let server;
let browser;
let common;

before(async () => {
  consumer = makeConsumer('vite-app');
  server = await startServer('--allow-origin', '*');
  browser = await startBrowser();
  common = { root: consumer.folder, configFile: false, logLevel: 'warn' };
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  consumer?.remove();
});

test('a built app has messages echoed', async () => {
  const input = PAGES.map((page) => join(consumer.folder, `${page}.html`));
  await build({ ...common, build: { target: 'es2022', rolldownOptions: { input } } });
  const site = await preview({ ...common, preview: LISTEN });
  try {
    await assertEchoes(site);
  } finally {
    await site.close();
  }
});

test('an app under development has messages echoed', async () => {
  const site = await createServer({ ...common, server: LISTEN });
  try {
    await site.listen();
    await assertEchoes(site);
  } finally {
    await site.close();
  }
});

async function assertEchoes(site) {
  for (const page of PAGES) {
    const address = new URL(`${page}.html?server=${server.url}`, site.resolvedUrls.local[0]);
    assert.deepEqual(await outcomeOf(browser, address.href), ECHOED, page);
  }
}
