// The packed package in a bundle that is a classic script, which a browser reads in the encoding of its page.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { build } from 'esbuild';

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

/** The outcome of the bundle as esbuild writes it in `charset`, in a page of the encoding `encoding`. */
async function outcomeIn(encoding, charset) {
  const [page, script] = [`${encoding}-${charset}.html`, `${charset}.js`];
  await build({
    absWorkingDir: consumer.folder,
    entryPoints: ['classic.js'],
    outfile: script,
    bundle: true,
    minify: true,
    format: 'iife',
    charset,
    logLevel: 'warning',
  });
  writeFileSync(join(consumer.folder, page), `<!doctype html>
<meta charset="${encoding}">
<title>A bundle as a classic script</title>
<script defer src="${script}"></script>
`);
  return await outcomeOf(browser, `${server.url}/${page}`);
}

test('a bundle in UTF-8 has messages echoed in a page in UTF-8', async () => {
  assert.deepEqual(await outcomeIn('utf-8', 'utf8'), ECHOED);
});

for (const encoding of ['windows-1252', 'windows-1251', 'gbk']) {
  test(`the error says that a bundle in UTF-8 was read as ${encoding}, and what to do`, async () => {
    const { everwireCode, message } = await outcomeIn(encoding, 'utf8');
    assert.equal(everwireCode, 'ENVIRONMENT');
    assert.match(message, /not read as UTF-8.*<meta charset="utf-8">.*everwire\/slim/);
    assert.doesNotMatch(message, /Content-Security-Policy/);
  });
}

test('a bundle in ASCII has messages echoed in a page of any encoding', async () => {
  assert.deepEqual(await outcomeIn('windows-1252', 'ascii'), ECHOED);
});
