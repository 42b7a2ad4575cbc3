// Libraries over the native class and over this package's class, in Chromium: each has its links cut ten times and recovers.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { startBrowser } from '../support/browser.mjs';
import { LIBRARIES } from './brokers/index.mjs';
import { startCutter } from './support/cutter.mjs';
import { survive } from './support/cuts.mjs';
import { KINDS } from './support/kinds.mjs';
import { startPeer } from './support/peer.mjs';
import { startSite } from './support/site.mjs';

const TIMEOUT = { timeout: 60_000 };

let browser;
let site;
let page;

before(async () => {
  browser = await startBrowser();
  site = await startSite();
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

beforeEach(async () => {
  page = await browser.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => globalThis.interop !== undefined);
});

afterEach(() => page.close());

for (const [name, { command, links, account }] of Object.entries(LIBRARIES)) {
  describe(name, () => {
    let broker;
    let cutter;

    before(async () => {
      broker = await startPeer(command);
      cutter = await startCutter(broker.url);
    });
    after(async () => {
      await cutter?.stop();
      await broker?.stop();
    });

    for (const kind of KINDS) {
      test(`${kind}: it recovers from ten cuts and leaves no link behind`, TIMEOUT, async () => {
        await page.evaluate(([library, settings]) => interop.open(library, settings), [name, { kind, url: cutter.url }]);
        assert.deepEqual(await survive(page, cutter, links), account);
      });
    }
  });
}
