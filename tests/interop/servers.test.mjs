// The native class and this package's class against WebSocket servers in common use, in Chromium.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { makeCertificate } from '../proxies/support/certificate.mjs';
import { startBrowser } from '../support/browser.mjs';
import { SERVERS } from './servers/index.mjs';
import { compileJava } from './support/java.mjs';
import { startCutter } from './support/cutter.mjs';
import { CUTS, survive } from './support/cuts.mjs';
import { KINDS, reconnects } from './support/kinds.mjs';
import { startPeer } from './support/peer.mjs';
import { startSite } from './support/site.mjs';

const TIMEOUT = { timeout: 30_000 };
const OFFERED = ['v1.interop', 'v2.interop'];
const LEAVING = [4002, 'bis später'];
const CLOSING = { code: 4001, reason: 'жди' };
const FINAL = { code: 4403, reason: 'нет' };

let browser;
let site;
let page;
let certificate;
const folder = mkdtempSync(join(tmpdir(), 'everwire-certificate-'));

before(async () => {
  compileJava();
  certificate = makeCertificate(folder);
  browser = await startBrowser();
  site = await startSite();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  page = await context.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => globalThis.interop !== undefined);
});

after(async () => {
  await browser?.close();
  await site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

for (const server of SERVERS) {
  describe(server.name, () => {
    let plain;
    let secure;

    before(async () => {
      [plain, secure] = await Promise.all([startPeer(server.command), startPeer(server.command, certificate)]);
    });
    after(() => Promise.all([plain?.stop(), secure?.stop()]));

    for (const kind of KINDS) {
      const play = (scenario, service, settings = {}, { url } = plain) =>
        page.evaluate(([name, values]) => interop.play(name, values), [
          scenario,
          { kind, url: `${url}${server.path(service)}`, dialect: server.dialect, ...settings },
        ]);
      contest(server, kind, play, () => secure);
      if (server.stopping) {
        contestStopping(server, kind);
      }
      if (reconnects(kind)) {
        contestReturning(server, kind, play, () => plain);
      }
    }
  });
}

/** The tests of every class with every server. */
function contest(server, kind, play, secure) {
  for (const [binaryType, type] of [['arraybuffer', 'ArrayBuffer'], ['blob', 'Blob']]) {
    test(`${kind}: texts and bytes come back as they were (${binaryType})`, TIMEOUT, async () => {
      const { sent, received, types } = await play('echo', 'echo', { binaryType });
      assert.deepEqual(received, sent);
      assert.deepEqual(types, [type, 'String']);
    });
  }

  test(`${kind}: messages of 1 MiB come back as they were`, TIMEOUT, async () => {
    const { sent, received } = await play('large', 'echo', { contents: server.large });
    assert.deepEqual(received, sent);
  });

  test(`${kind}: messages come back over TLS`, TIMEOUT, async () => {
    for (const scenario of ['echo', 'large']) {
      const { sent, received } = await play(scenario, 'echo', { contents: server.large }, secure());
      assert.deepEqual(received, sent);
    }
  });

  test(`${kind}: a sub-protocol is negotiated`, TIMEOUT, async () => {
    const { protocol } = await play('agree', 'echo', { protocols: OFFERED });
    assert.equal(protocol, server.agreed);
  });

  test(`${kind}: unasked messages of the server arrive in order`, TIMEOUT, async () => {
    const { count, order } = server.pushes;
    const numbers = (await play('push', 'push', { count })).map(order);
    assert.ok(numbers.every((number, index) => index === 0 || number > numbers[index - 1]), String(numbers));
  });

  test(`${kind}: two clients talk, and the close code of the one that leaves arrives`, TIMEOUT, async () => {
    const [code, reason] = LEAVING;
    const farewell = server.farewell?.({ code, reason });
    const { said, heard, end, rumour } = await play('chat', 'chat', { farewell, leaving: LEAVING });
    assert.deepEqual(heard, [said, said]);
    assert.deepEqual(end, { code, reason, wasClean: true });
    assert.equal(rumour, farewell);
  });

  if (server.closing && !(reconnects(kind) && isTemporary(server.closing(CLOSING)))) {
    test(`${kind}: the server closes`, TIMEOUT, async () => {
      const { readyState, ...end } = await play('beClosed', 'close', CLOSING);
      assert.deepEqual(end, server.closing(CLOSING));
      assert.equal(readyState, 3);
    });
  }
}

/** The tests of every class with a server that closes its connections when it stops. */
function contestStopping(server, kind) {
  test(`${kind}: the server is stopped`, TIMEOUT, async () => {
    const peer = await startPeer(server.command);
    await page.evaluate((given) => interop.open('guest', given), { kind, url: `${peer.url}${server.path('echo')}` });
    await peer.stop();
    const { type, ...drop } = await page.evaluate(() => interop.account());
    assert.equal(type, reconnects(kind) ? 'reconnecting' : 'close');
    assert.deepEqual(drop, server.stopping);
    await page.evaluate(() => interop.close());
  });
}

/** Further tests of a class that reconnects by itself. */
function contestReturning(server, kind, play, plain) {
  if (server.closing && isTemporary(server.closing(CLOSING))) {
    test(`${kind}: the server closes, and the socket reconnects`, TIMEOUT, async () => {
      const { down, back } = await play('beClosedAndReturn', 'close', CLOSING);
      assert.deepEqual(down, { readyState: 0, attempt: 1, ...server.closing(CLOSING) });
      assert.deepEqual(back, { readyState: 1 });
    });

    test(`${kind}: the server closes for good`, TIMEOUT, async () => {
      const { readyState, ...end } = await play('beClosed', 'close', FINAL);
      assert.deepEqual(end, server.closing(FINAL));
      assert.equal(readyState, 3);
    });
  }

  test(`${kind}: after a cut it reconnects, and messages sent meanwhile arrive`, TIMEOUT, async () => {
    const cutter = await startCutter(plain().url);
    const settings = { kind, url: `${cutter.url}${server.path('echo')}`, dialect: server.dialect };
    await page.evaluate((given) => interop.open('survivor', given), settings);
    const { said, heard, hasClosed } = await survive(page, cutter, 1, CUTS.slice(0, 5));
    assert.deepEqual(heard, said);
    assert.ok(said.length >= 5);
    assert.equal(hasClosed, false);
    await cutter.stop();
  });
}

/** Whether a class reconnects after this close code. */
function isTemporary({ code }) {
  return code === CLOSING.code;
}
