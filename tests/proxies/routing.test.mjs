// Two servers behind each proxy: with the documented routing, and without any.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { startBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';
import { Proxy } from './support/proxy.mjs';
import { makeSite } from '../support/site.mjs';
import { Speaker } from '../support/speaker.mjs';

const MESSAGES = 20;
const SOCKETS = 4;
const OPTIONS = { reconnectDelay: 20, maxReconnectDelay: 100 };

let site;
let servers;
let browser;

before(async () => {
  site = makeSite();
  servers = await Promise.all([1, 2].map(() => startServer('--www', site.folder)));
  browser = await startBrowser({ args: ['--ignore-certificate-errors'] });
});

after(async () => {
  await browser?.close();
  assert.deepEqual(await Promise.all(servers.map((server) => server.stop())), [0, 0]);
  site?.remove();
});

for (const name of ['nginx', 'haproxy']) {
  describe(`${name}, routing by the URL`, () => {
    const proxy = startedProxy(name, 'routed');

    for (const [label, options] of Object.entries({
      // A race that starts all transports at once.
      'every transport at once': { raceDelay: 0 },
      websocket: { transports: ['websocket'] },
      sse: { transports: ['sse'] },
      longpoll: { transports: ['longpoll'] },
    })) {
      test(`${label}: every session is resumed`, async () => {
        await inNewContext(async (context) => {
          const speaker = await Speaker.open(context, proxy().url('h2'));
          for (let socket = 0; socket < SOCKETS; socket += 1) {
            await speaker.begin(`/echo?route=${crypto.randomUUID()}`, { ...OPTIONS, ...options });
            await speaker.exchange('before', MESSAGES);
            await speaker.reconnect();
            await speaker.happens('reconnected');
            await speaker.exchange('after', MESSAGES);
            assert.deepEqual(opens(await speaker.account()), ['open']);
            await speaker.close();
          }
        });
      });
    }
  });

  describe(`${name}, no routing`, () => {
    const proxy = startedProxy(name, 'unrouted');

    test('websocket: when a session cannot be resumed, its client gets `open` and the unconfirmed messages', async () => {
      await inNewContext(async (context) => {
        const observers = await Promise.all(servers.map(({ url }) => begun(context, url, { transports: ['websocket'] })));
        const speaker = await begun(context, proxy().url('h1'), { ...OPTIONS, transports: ['websocket'] });
        for (let round = 1; opens(await speaker.account()).length < 2; round += 1) {
          await speaker.sendAndReconnect(`round ${round}`, MESSAGES);
          await speaker.isConnected();
        }
        const { sent, unconfirmed } = await speaker.account();
        await eventually(async () => {
          const heard = await Promise.all(observers.map((observer) => observer.account()));
          const known = new Set([...unconfirmed, ...heard.flatMap(({ received }) => received)]);
          return sent.every((message) => known.has(message));
        });
      });
    });
  });
}

/** A proxy that runs for the tests of one `describe`. */
function startedProxy(name, routing) {
  let proxy;
  before(async () => {
    proxy = await Proxy.start(name, 'recommended', servers.map(({ url }) => url), routing);
  });
  after(() => proxy?.remove());
  return () => proxy;
}

async function inNewContext(visit) {
  const context = await browser.newContext();
  try {
    await visit(context);
  } finally {
    await context.close();
  }
}

/** A page with a conversation in the chat at `address`. */
async function begun(context, address, options) {
  const speaker = await Speaker.open(context, address);
  await speaker.begin('/chat', options);
  return speaker;
}

async function eventually(condition) {
  while (!(await condition())) {
    await delay(20);
  }
}

function opens({ events }) {
  return events.filter((event) => event.startsWith('open'));
}
