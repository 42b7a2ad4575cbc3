// Many tabs of one browser, which opens at most six connections to a host over HTTP/1.1.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { startBrowser } from '../support/browser.mjs';
import { startChaos } from '../support/chaos.mjs';
import { makeSite } from '../support/site.mjs';
import { Speaker } from '../support/speaker.mjs';

const TABS = 7;

/** The number of permits for held requests. */
const PERMITS = 4;

/** In milliseconds; less than the time a poll is held, for which tabs would otherwise wait for each other. */
const BOUND = 8_000;

let site;
let chaos;
let world;
let browser;
let context;

before(async () => {
  site = makeSite();
  chaos = await startChaos();
  world = await chaos.world('--www', site.folder);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await chaos?.stop();
  site?.remove();
});

beforeEach(async () => {
  context = await browser.newContext();
  await world.faults({ websocket: 'pass' });
});

afterEach(() => context?.close());

test('seven tabs chat over WebSocket', async () => {
  await chat(await open({ transports: ['websocket'] }));
});

for (const transport of ['sse', 'longpoll']) {
  test(`seven tabs chat over ${transport}`, async () => {
    const tabs = await open({ transports: [transport] });
    await chat(tabs);
    assert.equal(await heldBy(tabs[0]), PERMITS);
  });
}

test('seven tabs chat where WebSocket is refused', async () => {
  await world.faults({ websocket: 'refuse' });
  const tabs = await open({});
  await chat(tabs);
  assert.equal(await heldBy(tabs[0]), PERMITS);
});

test('closed tabs release their permits', async () => {
  const tabs = await open({ transports: ['longpoll'] });
  for (const tab of tabs.splice(0, PERMITS)) {
    await tab.page.close();
  }
  await within(async () => {
    while ((await heldBy(tabs[0])) < tabs.length) {
      await tabs[0].page.waitForTimeout(50);
    }
  });
  await chat(tabs);
});

test('a tab that moves to WebSocket releases its permit', async () => {
  await world.faults({ websocket: 'refuse' });
  const [tab] = await open({ upgradeDelay: 200 }, 1);
  assert.equal(await heldBy(tab), 1);
  await world.faults({ websocket: 'pass' });
  await tab.isCarriedBy('websocket');
  await within(async () => {
    while ((await heldBy(tab)) > 0) {
      await tab.page.waitForTimeout(50);
    }
  });
});

/** Opens tabs, one after another. Each has sent a message to the chat and received it. */
async function open(options, count = TABS) {
  const tabs = [];
  for (let tab = 0; tab < count; tab += 1) {
    tabs.push(await Speaker.open(context, world.url));
    await within(() => tabs[tab].begin('/chat', options));
  }
  return tabs;
}

/** Each tab sends a message, and all receive it over their first links. */
async function chat(tabs) {
  for (const [tab, speaker] of tabs.entries()) {
    await within(async () => {
      await speaker.say(`push ${tab}`);
      await Promise.all(tabs.map((listener) => listener.receives(`push ${tab}`)));
    });
  }
  for (const speaker of tabs) {
    const { events } = await speaker.account();
    assert.deepEqual(events, ['open']);
  }
}

/** The number of permits that all tabs hold together. */
function heldBy({ page }) {
  return page.evaluate(async () => {
    const { held } = await navigator.locks.query();
    return held.filter(({ name }) => name.startsWith('everwire:')).length;
  });
}

/** Runs `what` with the time-out BOUND. */
async function within(what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${BOUND} ms`)), BOUND);
  });
  try {
    return await Promise.race([what(), late]);
  } finally {
    clearTimeout(timer);
  }
}
