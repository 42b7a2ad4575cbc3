// Libraries on top of the native class and of this package's, in Chromium: each is cut ten times and goes on.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { startBrowser } from '../support/browser.mjs';
import { LIBRARIES } from './brokers/index.mjs';
import { startCutter } from './support/cutter.mjs';
import { KINDS } from './support/kinds.mjs';
import { startPeer } from './support/peer.mjs';
import { startSite } from './support/site.mjs';

const CUTS = [
  { how: 'reset' },
  { how: 'end' },
  { how: 'reset', refused: 1 },
  { how: 'end', refused: 3 },
  { how: 'reset' },
];
const TWICE = [...CUTS, ...CUTS];
const POLL = 20;

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
      test(`${kind}: cut ten times, it recovers, and nothing is left over`, async () => {
        await page.evaluate(([library, settings]) => interop.open(library, settings), [name, { kind, url: cutter.url }]);
        for (const [number, cut] of TWICE.entries()) {
          assert.equal(cutter.cut(cut), links, 'links to cut');
          assert.equal(await page.evaluate((round) => interop.probe(round), number), String(number));
          await until(() => cutter.links === links);
        }
        assert.deepEqual(await page.evaluate(() => interop.account()), account);
        await page.evaluate(() => interop.close());
        await until(() => cutter.links === 0);
      });
    }
  });
}

async function until(condition) {
  while (!condition()) {
    await pause(POLL);
  }
}
