// The packed package where there is no browser: pages may be rendered there, so importing it must work.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { makeConsumer } from './consumer.mjs';

let consumer;

before(() => {
  consumer = makeConsumer('pages');
});

after(() => consumer?.remove());

for (const entry of ['everwire.js', 'slim.js']) {
  test(`${entry} can be imported, and says that a socket needs a browser`, async () => {
    const { EverSocket } = await import(pathToFileURL(join(consumer.folder, 'node_modules/everwire', entry)));
    assert.throws(() => new EverSocket('wss://example.com/'), { everwireCode: 'ENVIRONMENT', message: /browser/ });
  });
}

test('websocket.js can be imported, and says that a socket needs a browser', async () => {
  const { WebSocket } = await import(pathToFileURL(join(consumer.folder, 'node_modules/everwire/websocket.js')));
  assert.throws(() => new WebSocket('wss://example.com/'), { everwireCode: 'ENVIRONMENT', message: /browser/ });
});
