import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const POLL = 20;
const HALF = [
  { how: 'reset' },
  { how: 'end' },
  { how: 'reset', refused: 1 },
  { how: 'end', refused: 3 },
  { how: 'reset' },
];

/** Ten ways to cut links. */
export const CUTS = [...HALF, ...HALF];

/**
 * Cuts all links of the client in `page`, in each way in turn, with a round trip after each. Then closes the client and resolves
 * with its account. After each cut the client must have exactly `links` links again.
 */
export async function survive(page, cutter, links, cuts = CUTS) {
  for (const [number, cut] of cuts.entries()) {
    assert.equal(cutter.cut(cut), links, 'links to cut');
    assert.equal(await page.evaluate((round) => interop.probe(round), number), String(number));
    await until(() => cutter.links === links);
  }
  const account = await page.evaluate(() => interop.account());
  await page.evaluate(() => interop.close());
  await until(() => cutter.links === 0);
  return account;
}

async function until(condition) {
  while (!condition()) {
    await pause(POLL);
  }
}
