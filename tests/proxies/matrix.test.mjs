// Every combination of proxy, settings, protocol to the browser and choice of transports.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';
import { CHOICES, PROTOCOLS, PROXIES } from './expectations.mjs';
import { table } from './support/table.mjs';
import { TARGET } from './support/paths.mjs';
import { Proxy } from './support/proxy.mjs';
import { makeSite } from '../support/site.mjs';
import { Speaker } from '../support/speaker.mjs';

/** The number of messages in each direction, texts and binary messages together. */
const MESSAGES = 200;

const cells = [];
let site;
let server;
let browser;
let announcer;

before(async () => {
  site = makeSite();
  // A proxy with default settings replaces the `Host` header.
  server = await startServer('--www', site.folder, '--allow-origin', '*');
  browser = await startBrowser({ args: ['--ignore-certificate-errors'] });
  announcer = await Speaker.open(await browser.newContext(), server.url);
  await announcer.begin('/chat', {});
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  site?.remove();
  const markdown = table(cells);
  writeFileSync(join(TARGET, 'matrix.md'), markdown);
  console.log(markdown);
});

for (const { proxy: name, settings, works } of PROXIES) {
  describe(`${name}, ${settings} settings`, () => {
    let proxy;

    before(async () => {
      proxy = await Proxy.start(name, settings, [server.url]);
    });

    after(() => proxy?.remove());

    for (const [protocol, label] of Object.entries(PROTOCOLS)) {
      for (const choice of CHOICES) {
        const expected = choice === 'default' ? works : works.filter((transport) => transport === choice);
        const outcome = expected.length > 0 ? 'gets through' : 'does not get through';
        test(`${label}, ${choice}: ${outcome}`, async () => {
          const cell = { proxy: name, settings, protocol, choice };
          cells.push(cell);
          await inNewPage(proxy.url(protocol), async (speaker) => {
            Object.assign(cell, await (expected.length > 0 ? converse(speaker, choice, expected[0]) : fail(speaker, choice)));
          });
          // Timing decides which of several wins.
          assert.ok(expected.length > 0 ? expected.includes(cell.transport) : cell.failure, JSON.stringify(cell));
        });
      }
    }
  });
}

/** A new browser context has no origin hints from other cells. */
async function inNewPage(address, visit) {
  const context = await browser.newContext();
  try {
    await visit(await Speaker.open(context, address));
  } finally {
    await context.close();
  }
}

/** An echo, many messages both ways, and one to an idle page. The session must end on WebSocket if that is expected first. */
async function converse(speaker, choice, best) {
  const { transport, elapsed } = await speaker.begin('/chat', options(choice));
  await speaker.exchange('text', MESSAGES / 2);
  const text = `push ${cells.length}`;
  const [sent, received] = await Promise.all([announcer.say(text), speaker.receives(text)]);
  if (best === 'websocket') {
    await speaker.isCarriedBy(best);
  }
  assert.ok(await speaker.isFlawless());
  await speaker.close();
  return { transport, firstEcho: elapsed, push: received - sent };
}

/** Makes one attempt, which must fail. */
async function fail(speaker, choice) {
  const attempt = { ...options(choice), maxRetries: 0, connectTimeout: 2_000 };
  const failure = await speaker.begin('/chat', attempt).then(() => null, ({ message }) => message);
  const [, code] = /error (\w+(?: \d+)?)/.exec(failure ?? '') ?? [];
  return { failure: code };
}

function options(choice) {
  return choice === 'default' ? {} : { transports: [choice] };
}
