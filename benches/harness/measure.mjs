import { setTimeout } from 'node:timers/promises';

import { runTime, runTimes } from './processes.mjs';
import { startWorld } from './world.mjs';

/** The time-out of one measurement, in ms. */
const TIME_OUT = 60_000;

/**
 * Runs one scenario once for one contestant, in a new page. Resolves with the values by metric. CPU time is in µs per
 * message.
 */
export async function measure(browser, servers, contestant, { name, module, variant }) {
  const server = servers.get(contestant.server);
  const world = module.isBehindFaults ? await startWorld(servers, contestant.server, variant.faults) : null;
  const page = await browser.openPage(world?.url ?? server.url);
  try {
    return await within(TIME_OUT, run(page, browser, servers, contestant, { name, module, variant, world }));
  } finally {
    await page.close();
    await world?.stop();
  }
}

async function run(page, browser, servers, contestant, { name, module, variant, world }) {
  const { client, options } = contestant;
  const order = JSON.stringify({ client, options, scenario: name, variant, world: world?.control });
  const server = servers.get(contestant.server);
  await loaded(page);
  await page.evaluate(`bench.prepare(${order}).then(() => {})`);
  const memory = module.measuresMemory ? await page.memory() : 0;
  const before = [browser.pid, server.pid].map(runTimes);
  const result = await page.evaluate('bench.measure()');
  const after = [browser.pid, server.pid].map(runTimes);
  const { messages, ...values } = result;
  if (module.measuresMemory) {
    values.memory = (await page.memory() - memory) / messages;
  }
  await page.evaluate('bench.finish().then(() => {})');
  if (module.measuresCpu) {
    const [inBrowser, inServer] = before.map((times, index) => (runTime(times, after[index]) * 1000) / messages);
    Object.assign(values, { browser: inBrowser, server: inServer });
  }
  return values;
}

/** Waits until the page has loaded; before that, evaluation fails. */
async function loaded(page) {
  while (!await page.evaluate('Boolean(globalThis.bench)').catch(() => false)) {
    await setTimeout(10);
  }
}

async function within(time, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = globalThis.setTimeout(() => reject(new Error(`not done within ${time} ms`)), time);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
