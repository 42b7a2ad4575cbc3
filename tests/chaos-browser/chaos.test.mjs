// Numbered messages both ways while links die all the time: none is lost, repeated or reordered.
//
// ENGINE="chromium firefox"  in which browsers
// ROUNDS=1                   how often, each round with other seeds
// MESSAGES=20000             each way and session, 1,000 a second
// MIXES=4                    how many of the choices of transports
// SEED                       of the first round; each test's name has its own
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { startChromium } from '../support/engines/chromium.mjs';
import { startFirefox } from '../support/engines/firefox.mjs';
import { startChaos } from '../support/chaos.mjs';
import { Storm } from './weather.mjs';

const START = { chromium: startChromium, firefox: startFirefox };
const ENGINES = (process.env.ENGINE ?? 'chromium firefox').split(' ').filter((name) => name in START);
const ROUNDS = Number(process.env.ROUNDS || 1);
const COUNT = Number(process.env.MESSAGES || 20_000);
const RATE = 1000;
const SEED = Number(process.env.SEED || Date.now() % 1_000_000);

/** All at once, each on a network of its own. */
const MIXES = [
  ['websocket', 'sse', 'longpoll'],
  ['websocket'],
  ['sse'],
  ['longpoll'],
].slice(0, Number(process.env.MIXES || 4));

/** Times that suit links of half a second. */
const TIMES = {
  reconnectDelay: 50,
  maxReconnectDelay: 500,
  connectTimeout: 2000,
  heartbeatInterval: 1000,
  heartbeatTimeout: 1000,
  upgradeDelay: 200,
};

/** All must be sent in this time, in milliseconds. */
const STORMY = COUNT / RATE * 1000 + 60_000;

/** A storm has so many cuts at least. */
const LEAST_CUTS = 8;

/** Once the weather is fine everything must have come in this time, in milliseconds. */
const AFTERWARDS = 60_000;

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '../..');
const LEDGER = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'debug/everwire-ledger');

let site;
let chaos;

before(async () => {
  site = mkdtempSync(join(tmpdir(), 'everwire-chaos-'));
  cpSync(join(HERE, 'page'), site, { recursive: true });
  cpSync(join(ROOT, 'dist/everwire'), join(site, 'everwire'), { recursive: true });
  chaos = await startChaos(LEDGER);
});

after(async () => {
  await chaos?.stop();
  rmSync(site, { recursive: true, force: true });
});

for (const engine of ENGINES) {
  describe(engine, () => {
    let browser;

    before(async () => {
      browser = await START[engine]();
    });

    after(() => browser?.stop());

    for (let round = 0; round < ROUNDS; round += 1) {
      const seed = SEED + round * MIXES.length;
      const name = `round ${round + 1}, seed ${seed}: ${COUNT} messages each way on ${MIXES.length} networks`;
      test(name, { timeout: STORMY + AFTERWARDS + 60_000 }, () => weather(browser, seed));
    }
  });
}

async function weather(browser, seed) {
  const worlds = await Promise.all(MIXES.map(() => chaos.world('--www', site)));
  const page = await browser.openPage(worlds[0].direct);
  const storms = [];
  try {
    await until('the page is there', 30_000, () => page.evaluate('typeof globalThis.begin === "function"'));
    const orders = MIXES.map((transports, index) => ({
      url: worlds[index].url,
      count: COUNT,
      rate: RATE,
      options: { transports, ...TIMES },
    }));
    await page.evaluate(`begin(${JSON.stringify(orders)})`);
    storms.push(...worlds.map((world, index) => new Storm(world, seed + index, { hasWebSocket: MIXES[index].length > 1 })));
    await storm(page, storms);
    for (const [index, state] of (await states(page)).entries()) {
      judge(MIXES[index], state, storms[index].counts);
    }
    await page.evaluate('ledgers.forEach((ledger) => ledger.close())');
  } finally {
    await Promise.all(storms.map((each) => each.calm()));
    await page.close();
    await Promise.all(worlds.map((world) => world.end()));
  }
}

/** Stormy until all has been sent, then fine until all has come. */
async function storm(page, storms) {
  await until('all is sent', STORMY, async () => {
    const isSent = (await states(page)).every(({ sent, end }) => sent === COUNT || end);
    return isSent && storms.every(({ counts }) => counts.cuts >= LEAST_CUTS);
  });
  await Promise.all(storms.map((each) => each.calm()));
  await until('all has come', AFTERWARDS, async () => (await states(page)).every(isOver));
}

function isOver({ received, result, wrong, end }) {
  return wrong !== null || end !== null || (received === COUNT && result !== null);
}

function judge(transports, state, counts) {
  const { wrong, result, end, received, sessions, drops } = state;
  const told = JSON.stringify({ transports, state, counts });
  console.log(told);
  assert.deepEqual({ wrong, result, end, received, sessions }, {
    wrong: null, result: `right ${COUNT}`, end: null, received: COUNT, sessions: 1,
  }, told);
  // Or there was no storm. A request that was cut is repeated before its link is given up.
  assert.ok(drops > 0 || transports.includes('longpoll'), told);
  assert.ok(state.switches > 0 || transports.length === 1, told);
}

function states(page) {
  return page.evaluate('ledgers.map(({ state }) => state)');
}

async function until(what, limit, condition) {
  const deadline = performance.now() + limit;
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, `${what}: not after ${limit} ms`);
    await sleep(100);
  }
}
