// The class as JavaScript sees it: what WebIDL and HTML promise of a WebSocket, and what Everwire adds.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { startBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';
import { makeConsumer } from './consumer.mjs';

let consumer;
let server;
let browser;
let page;

before(async () => {
  consumer = makeConsumer('pages');
  server = await startServer('--www', consumer.folder);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  consumer?.remove();
});

beforeEach(async () => {
  page = await browser.newPage();
  await page.goto(`${server.url}/blank.html`);
  await page.evaluate(async () => {
    Object.assign(window, await import('/node_modules/everwire/everwire.js'));
    window.fired = (target, type) => new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
    window.thrown = (call) => {
      try {
        return call();
      } catch ({ constructor, name, everwireCode }) {
        return [constructor.name, name, everwireCode].join(' ');
      }
    };
  });
});

afterEach(() => page?.close());

test('constants, members and lengths are those of a WebSocket', async () => {
  const compared = await page.evaluate(() => [EverSocket, WebSocket].map((type) => ({
    constants: ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].flatMap((name) => [type, type.prototype].map((owner) => {
      return Object.getOwnPropertyDescriptor(owner, name);
    })),
    members: Object.keys(WebSocket.prototype).filter((name) => Object.keys(type.prototype).includes(name)),
    lengths: [type.length, type.prototype.send.length, type.prototype.close.length],
    isEventTarget: type.prototype instanceof EventTarget,
  })));
  assert.deepEqual(compared[0], compared[1]);
});

test('members refuse another `this`', async () => {
  const names = await page.evaluate(() => [
    () => EverSocket.prototype.readyState,
    () => EverSocket.prototype.extensions,
    () => EverSocket.prototype.onopen,
    () => EverSocket.prototype.binaryType,
    () => EverSocket.prototype.send.call({}, ''),
    () => EverSocket.prototype.close.call(new EventTarget()),
  ].map((call) => thrown(call).split(' ')[0]));
  assert.deepEqual(new Set(names), new Set(['TypeError']));
});

test('what cannot be is refused by the platform exception that belongs to it', async () => {
  const outcomes = await page.evaluate(() => {
    const socket = new EverSocket('/echo');
    const result = [
      () => new EverSocket(),
      () => new EverSocket('http://['),
      () => new EverSocket('ftp://example.com/'),
      () => new EverSocket('/echo', 'not a token'),
      () => new EverSocket('/echo', ['a', 'a']),
      () => new EverSocket('/echo', [], { colour: 'red' }),
      () => new EverSocket('/echo', [], { raceDelay: 'soon' }),
      () => new EverSocket('/echo', [], { raceDelay: -1 }),
      () => new EverSocket('/echo', [], { shouldReconnect: true }),
      () => socket.send(),
      () => socket.send(new Uint8Array(20_000_000)),
      () => socket.close(1001),
      () => socket.close(3000, 'x'.repeat(124)),
    ].map(thrown);
    socket.close();
    return result;
  });
  assert.deepEqual(outcomes, [
    'TypeError TypeError ',
    'DOMException SyntaxError INVALID_URL',
    'DOMException SyntaxError INVALID_URL',
    'DOMException SyntaxError INVALID_PROTOCOL',
    'DOMException SyntaxError INVALID_PROTOCOL',
    'TypeError TypeError UNKNOWN_OPTION',
    'TypeError TypeError OPTION_TYPE',
    'RangeError RangeError OPTION_RANGE',
    'TypeError TypeError OPTION_TYPE',
    'TypeError TypeError ',
    'RangeError RangeError MESSAGE_TOO_LARGE',
    'DOMException InvalidAccessError INVALID_CLOSE_CODE',
    'DOMException SyntaxError CLOSE_REASON_TOO_LONG',
  ]);
});

test('too much unacknowledged is a QuotaExceededError', async () => {
  const [name, code] = await page.evaluate(() => {
    const socket = new EverSocket('/echo', [], { maxUnacknowledgedBytes: 10 });
    try {
      return socket.send('more than ten bytes');
    } catch ({ name, everwireCode }) {
      return [name, everwireCode];
    } finally {
      socket.close();
    }
  });
  assert.deepEqual([name, code], ['QuotaExceededError', 'QUOTA_EXCEEDED']);
});

test('a handler keeps the place of its first assignment and gives it up with null', async () => {
  const order = await page.evaluate(async () => {
    const calls = [];
    const socket = new EverSocket('/echo');
    socket.addEventListener('open', () => calls.push('first'));
    socket.onopen = () => calls.push('replaced');
    socket.addEventListener('open', () => calls.push('last'));
    socket.onopen = function (event) {
      calls.push(this === socket && event instanceof OpenEvent ? 'second' : 'wrong');
    };
    socket.onclose = () => calls.push('closed first');
    socket.addEventListener('close', () => calls.push('closed second'));
    socket.onclose = null;
    socket.onclose = () => calls.push('closed third');
    await socket.ready;
    socket.close();
    await fired(socket, 'close');
    return calls;
  });
  assert.deepEqual(order, ['first', 'second', 'last', 'closed second', 'closed third']);
});

test('a message is a MessageEvent whose data follows binaryType', async () => {
  const shown = await page.evaluate(async () => {
    const socket = new EverSocket('/echo');
    const describe = ({ data, origin, lastEventId, source, ports, constructor }) => [
      Object.prototype.toString.call(data), origin === `ws://${location.host}`, lastEventId, source, ports.length,
    ];
    const events = [];
    for (const type of ['blob', 'arraybuffer', 'nonsense']) {
      socket.binaryType = type;
      socket.send(new Uint8Array([1, 2]));
      events.push(await fired(socket, 'message'));
    }
    socket.send('text');
    events.push(await fired(socket, 'message'));
    socket.close();
    return [events.every((event) => event instanceof MessageEvent), ...events.map(describe)];
  });
  assert.deepEqual(shown, [
    true,
    ['[object Blob]', true, '', null, 0],
    ['[object ArrayBuffer]', true, '', null, 0],
    ['[object ArrayBuffer]', true, '', null, 0],
    ['[object String]', true, '', null, 0],
  ]);
});

test('a handler that throws is reported and does no harm', async () => {
  const [reported, data] = await page.evaluate(async () => {
    const report = fired(window, 'error');
    const socket = new EverSocket('/echo');
    socket.onopen = () => {
      throw new Error('thrown by a handler');
    };
    socket.send('still works');
    const { data } = await fired(socket, 'message');
    socket.close();
    return [(await report).error.message, data];
  });
  assert.deepEqual([reported, data], ['thrown by a handler', 'still works']);
});

test('ready fulfils with the socket, and its rejection is nobody else’s business', async () => {
  const outcomes = await page.evaluate(async () => {
    const unhandled = [];
    window.addEventListener('unhandledrejection', ({ reason }) => unhandled.push(reason.name));
    const socket = new EverSocket('/echo');
    const same = (await socket.ready) === socket;
    socket.close();
    await fired(socket, 'close');

    const closed = new EverSocket('/echo');
    closed.close();
    const aborted = await closed.ready.catch(({ name }) => name);

    const failed = new EverSocket(() => { throw new Error('no address'); }, [], { maxRetries: 0 });
    const reason = await failed.ready.catch((error) => ({
      isConnectionError: error instanceof ConnectionError && error.cause instanceof ConnectionError,
      codes: [error.code, error.cause.code],
      thrown: error.cause.cause.message,
    }));

    const ignored = new EverSocket('/echo');
    ignored.close();
    await fired(ignored, 'close');
    await new Promise((resolve) => setTimeout(resolve));
    return { same, aborted, reason, unhandled };
  });
  assert.deepEqual(outcomes, {
    same: true,
    aborted: 'AbortError',
    reason: { isConnectionError: true, codes: ['RETRIES_EXHAUSTED', 'PROVIDER_FAILED'], thrown: 'no address' },
    unhandled: [],
  });
});

test('url, protocols and auth may be functions, asked at every attempt', async () => {
  const asked = await page.evaluate(async () => {
    const calls = [];
    const answer = (name, value) => () => {
      calls.push(name);
      return value;
    };
    const socket = new EverSocket(answer('url', Promise.resolve('/echo')), answer('protocols', []), {
      auth: answer('auth', Promise.resolve('token')),
    });
    const before = socket.url;
    await socket.ready;
    const url = socket.url;
    socket.reconnect();
    await fired(socket, 'reconnected');
    socket.close();
    return { before, path: new URL(url).pathname, calls: calls.slice(0, 6).sort() };
  });
  assert.deepEqual(asked, { before: '', path: '/echo', calls: ['auth', 'auth', 'protocols', 'protocols', 'url', 'url'] });
});

test('a disposed socket closes', async () => {
  const [wasClean, state] = await page.evaluate(async () => {
    const socket = new EverSocket('/echo');
    await socket.ready;
    const closed = fired(socket, 'close');
    socket[Symbol.dispose]();
    const { wasClean } = await closed;
    return [wasClean, socket.readyState];
  });
  assert.deepEqual([wasClean, state], [true, 3]);
});

test('nothing keeps a closed socket alive', async () => {
  await page.evaluate(async () => {
    window.sockets = [];
    for (const transport of ['websocket', 'sse', 'longpoll']) {
      const socket = new EverSocket('/echo', [], { transports: [transport] });
      socket.onmessage = () => socket.close();
      socket.send('');
      await fired(socket, 'close');
      window.sockets.push(new WeakRef(socket));
    }
  });
  const devtools = await page.context().newCDPSession(page);
  const alive = () => page.evaluate(() => window.sockets.filter((socket) => socket.deref()).length);
  do {
    await devtools.send('HeapProfiler.collectGarbage');
  } while (await alive() > 0);
});
