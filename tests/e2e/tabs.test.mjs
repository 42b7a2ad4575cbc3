// Many tabs of one browser, which has six connections to a host over HTTP/1.1.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';
import { makeSite } from '../support/site.mjs';
import { Speaker } from '../support/speaker.mjs';

const TABS = 7;

let site;
let server;
let browser;

before(async () => {
  site = makeSite();
  server = await startServer('--www', site.folder);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  site?.remove();
});

test('seven tabs chat over WebSocket', () => chat({ transports: ['websocket'] }));

/** Each tab says something, and all hear it over the links that they began with. */
async function chat(options) {
  const context = await browser.newContext();
  const tabs = [];
  for (let tab = 0; tab < TABS; tab += 1) {
    tabs.push(await Speaker.open(context, server.url));
    await tabs[tab].begin('/chat', options);
  }
  for (const [tab, speaker] of tabs.entries()) {
    await speaker.say(`push ${tab}`);
    await Promise.all(tabs.map((listener) => listener.hears(`push ${tab}`)));
  }
  for (const speaker of tabs) {
    const { events } = await speaker.account();
    assert.deepEqual(events, ['open resumed=false']);
  }
  await context.close();
}
