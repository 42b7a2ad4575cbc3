// Behind each proxy with recommended settings: a reload or restart cuts the links, and no message is lost.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { startBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';
import { PROTOCOLS } from './expectations.mjs';
import { Proxy } from './support/proxy.mjs';
import { makeSite } from '../support/site.mjs';
import { Speaker } from '../support/speaker.mjs';

/** The number of texts, and of binary messages. */
const MESSAGES = 50;

let site;
let server;
let browser;

before(async () => {
  site = makeSite();
  server = await startServer('--www', site.folder);
  browser = await startBrowser({ args: ['--ignore-certificate-errors'] });
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  site?.remove();
});

for (const name of ['nginx', 'haproxy']) {
  describe(name, () => {
    let proxy;

    before(async () => {
      proxy = await Proxy.start(name, 'recommended', [server.url]);
    });

    after(() => proxy?.remove());

    for (const [protocol, label] of Object.entries(PROTOCOLS)) {
      for (const transport of ['websocket', 'sse', 'longpoll']) {
        test(`${label}, ${transport}: a restart loses nothing`, async () => {
          await converse(protocol, transport, async (speaker) => {
            await proxy.stop();
            await speaker.send('while it was away', MESSAGES);
            await proxy.start();
            await speaker.happens('reconnected');
          });
        });

        test(`${label}, ${transport}: a reload loses nothing`, async () => {
          await converse(protocol, transport, async (speaker) => {
            proxy.reload();
            // The old link lives until the old process ends it.
            await speaker.send('while it was reloaded', MESSAGES);
            if (transport !== 'longpoll') {
              await speaker.happens('reconnected');
            }
          });
        });
      }
    }

    /** Runs a conversation in a new page while `disturb` disturbs it. */
    async function converse(protocol, transport, disturb) {
      const context = await browser.newContext();
      try {
        const speaker = await Speaker.open(context, proxy.url(protocol));
        await speaker.begin('/echo', { transports: [transport], reconnectDelay: 50, maxReconnectDelay: 200 });
        await speaker.send('before', MESSAGES);
        await disturb(speaker);
        await speaker.exchange('after', MESSAGES);
        const { events } = await speaker.account();
        assert.deepEqual(events.filter((event) => /^(open|close)/.test(event)), ['open']);
      } finally {
        await context.close();
      }
    }
  });
}
