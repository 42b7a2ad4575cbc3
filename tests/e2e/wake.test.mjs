// Pages that freeze, lose the network, or enter the back/forward cache: the session continues and no message is lost.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { startBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';
import { makeSite } from '../support/site.mjs';
import { Speaker } from '../support/speaker.mjs';

const TRANSPORTS = ['websocket', 'sse', 'longpoll'];
const MESSAGES = 20;

let site;
let server;
let browser;
let context;
let speaker;
let other;

before(async () => {
  site = makeSite();
  server = await startServer('--www', site.folder);
  browser = await startBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  site?.remove();
});

beforeEach(async () => {
  context = await browser.newContext();
  other = await Speaker.open(await browser.newContext(), server.url);
  await other.begin('/chat', { transports: ['websocket'] });
});

afterEach(async () => {
  await other.page.context().close();
  await context.close();
});

for (const transport of TRANSPORTS) {
  test(`${transport}: a frozen page receives the messages sent meanwhile`, async () => {
    await begin(transport);
    const devtools = await context.newCDPSession(speaker.page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await sayMeanwhile();
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await assertNothingLost();
  });

  test(`${transport}: after an outage the messages sent meanwhile arrive both ways`, async () => {
    await begin(transport);
    await context.setOffline(true);
    await speaker.send('said offline', MESSAGES);
    await sayMeanwhile();
    await context.setOffline(false);
    await assertNothingLost();
  });

  test(`${transport}: a page from the back/forward cache receives the messages sent meanwhile`, async () => {
    await begin(transport);
    await speaker.page.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => {
        document.title = `persisted ${persisted}`;
      });
    });
    await speaker.page.goto(`${server.url}/?elsewhere`);
    await sayMeanwhile();
    await speaker.page.goBack({ waitUntil: 'commit' });
    await speaker.page.waitForFunction(() => document.title.startsWith('persisted'));
    assert.equal(await speaker.page.title(), 'persisted true');
    await speaker.happens('reconnected');
    await assertNothingLost();
  });
}

async function begin(transport) {
  speaker = await Speaker.open(context, server.url);
  await speaker.begin('/chat', { transports: [transport], reconnectDelay: 50 });
  await speaker.exchange('before', MESSAGES);
}

/** Another page sends a message. When it receives that itself, the server has accepted it. */
async function sayMeanwhile() {
  for (let index = 0; index < MESSAGES; index += 1) {
    await other.say(`push ${index}`);
  }
  await other.receives(`push ${MESSAGES - 1}`);
}

async function assertNothingLost() {
  await speaker.receives(`push ${MESSAGES - 1}`);
  await speaker.exchange('after', MESSAGES);
  const { received, events } = await speaker.account();
  const pushed = received.filter((message) => message.startsWith('push'));
  assert.deepEqual(pushed, Array.from({ length: MESSAGES }, (_, index) => `push ${index}`));
  assert.deepEqual(events.filter((event) => /^(open|close)/.test(event)), ['open']);
}
