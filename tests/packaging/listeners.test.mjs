// Messages do not pass through the platform's dispatch; here it is compared with what does.
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
    const { EverSocket } = await import('/node_modules/everwire/everwire.js');
    /** What `scenario` gives for an EverSocket and then for a WebSocket, open ones. */
    window.compare = async (scenario) => {
      const results = [];
      for (const open of [() => new EverSocket('/echo'), () => new WebSocket(`ws://${location.host}/plain/echo`)]) {
        const socket = open();
        await new Promise((resolve) => socket.addEventListener('open', resolve));
        results.push(await scenario(socket));
        socket.close();
      }
      return results;
    };
    /** Sends a message and resolves with it in a turn after the one in which it came back. */
    window.echo = (socket, data = 'data') => new Promise((resolve) => {
      socket.addEventListener('message', (event) => setTimeout(resolve, 0, event), { once: true });
      socket.send(data);
    });
  });
});

afterEach(() => page?.close());

/** Runs the scenario on both and asserts that they do the same; returns what. */
async function same(scenario) {
  const [ever, native] = await page.evaluate(`compare(${scenario})`);
  assert.deepEqual(ever, native);
  return ever;
}

test('every member of an event reads as it does natively', async () => {
  const read = await same(async (socket) => {
    const event = await echo(socket);
    const kept = ({ isTrusted, timeStamp, ...rest }) => [typeof timeStamp, rest];
    const members = [MessageEvent, Event].flatMap((type) => Object.keys(type.prototype));
    const read = Object.fromEntries(members.map((name) => {
      const value = event[name];
      return [name, value === socket ? 'socket' : typeof value === 'function' ? 'function' : value];
    }));
    return [event instanceof MessageEvent, event instanceof Event, Object.prototype.toString.call(event), kept(read)];
  });
  assert.equal(read[3][1].target, 'socket');
});

test('during dispatch an event knows where it is, afterwards it does not', async () => {
  const seen = await same(async (socket) => {
    const look = (event) => [event.currentTarget === socket, event.eventPhase, event.composedPath().length];
    let during;
    socket.addEventListener('message', function listener(event) {
      during = [this === socket, ...look(event)];
    });
    const event = await echo(socket);
    return [during, look(event)];
  });
  assert.deepEqual(seen, [[true, true, 2, 1], [false, 0, 0]]);
});

test('what an application calls on an event does what it does natively', async () => {
  await same(async (socket) => {
    const event = await echo(socket);
    event.preventDefault();
    event.stopPropagation();
    event.cancelBubble = false;
    event.returnValue = true;
    const copy = new MessageEvent(event.type, event);
    return [event.defaultPrevented, event.returnValue, copy.data, copy.origin === event.origin];
  });
});

test('listeners are called in order, once each', async () => {
  const calls = await same(async (socket) => {
    const calls = [];
    const named = (name) => () => calls.push(name);
    const twice = named('twice');
    socket.addEventListener('message', twice);
    socket.addEventListener('message', twice, false);
    socket.addEventListener('message', twice, { capture: true });
    socket.onmessage = named('attribute');
    socket.addEventListener('message', { handleEvent: named('object') });
    socket.addEventListener('message', named('once'), { once: true });
    await echo(socket);
    await echo(socket);
    return calls;
  });
  assert.deepEqual(calls, [
    'twice', 'twice', 'attribute', 'object', 'once', 'twice', 'twice', 'attribute', 'object',
  ]);
});

test('listeners may come and go while an event is dispatched', async () => {
  const calls = await same(async (socket) => {
    const calls = [];
    const late = () => calls.push('late');
    const gone = () => calls.push('gone');
    socket.addEventListener('message', () => {
      calls.push('first');
      socket.removeEventListener('message', gone);
      socket.addEventListener('message', late);
    });
    socket.addEventListener('message', gone);
    await echo(socket);
    await echo(socket);
    return calls;
  });
  assert.deepEqual(calls, ['first', 'first', 'late']);
});

test('a signal removes its listener', async () => {
  const calls = await same(async (socket) => {
    const calls = [];
    const controller = new AbortController();
    socket.addEventListener('message', () => calls.push('live'), { signal: controller.signal });
    socket.addEventListener('message', () => calls.push('never'), { signal: AbortSignal.abort() });
    await echo(socket);
    controller.abort();
    await echo(socket);
    return calls;
  });
  assert.deepEqual(calls, ['live']);
});

test('an event that is stopped reaches no further listener, the next one does', async () => {
  const calls = await same(async (socket) => {
    const calls = [];
    const first = new Promise((resolve) => {
      socket.addEventListener('message', (event) => {
        event.stopImmediatePropagation();
        resolve(event);
      }, { once: true });
    });
    socket.onmessage = ({ data }) => calls.push(data);
    socket.send('stopped');
    (await first).stopImmediatePropagation();
    await echo(socket, 'passes');
    return calls;
  });
  assert.deepEqual(calls, ['passes']);
});

test('what a listener throws is reported, and the next is called', async () => {
  const calls = await same(async (socket) => {
    const calls = [];
    const report = ({ error }) => calls.push(error);
    window.addEventListener('error', report);
    for (const name of ['one', 'two']) {
      socket.addEventListener('message', () => {
        throw name;
      });
    }
    await echo(socket);
    window.removeEventListener('error', report);
    return calls;
  });
  assert.deepEqual(calls, ['one', 'two']);
});

test('arguments are refused as the platform refuses them', async () => {
  const refused = await same((socket) => {
    const attempts = [
      [], ['message'], ['message', 1], ['message', () => {}, { signal: null }], ['message', null], ['message', null, {}],
    ];
    return attempts.flatMap((attempt) => ['addEventListener', 'removeEventListener'].map((method) => {
      try {
        return String(socket[method](...attempt));
      } catch (error) {
        return error.constructor.name;
      }
    }));
  });
  assert.ok(refused.includes('TypeError') && refused.includes('undefined'));
});

test('an event that the application dispatches reaches the same listeners', async () => {
  const calls = await same((socket) => {
    const calls = [];
    socket.addEventListener('message', ({ data }) => calls.push(`once ${data}`), { once: true });
    socket.onmessage = ({ data, currentTarget }) => calls.push(`attribute ${data} ${currentTarget === socket}`);
    socket.addEventListener('message', (event) => event.data === 2 && event.stopImmediatePropagation());
    socket.addEventListener('message', ({ data }) => calls.push(`last ${data}`));
    const dispatched = [1, 2].map((data) => socket.dispatchEvent(new MessageEvent('message', { data })));
    return [...calls, ...dispatched];
  });
  assert.deepEqual(calls, [
    'once 1', 'attribute 1 true', 'last 1', 'attribute 2 true', true, true,
  ]);
});

test('taking one message at a time misses none', async () => {
  const taken = await same(async (socket) => {
    const sent = Array.from({ length: 50 }, (_, index) => String(index));
    for (const data of sent) {
      socket.send(data);
    }
    const once = () => new Promise((resolve) => {
      socket.addEventListener('message', resolve, { once: true });
    });
    const taken = [];
    while (taken.length < sent.length) {
      const { data } = await once();
      // Promises that wait for promises take several turns of the queue.
      await (async () => await null)();
      taken.push(data);
    }
    return taken;
  });
  assert.deepEqual(taken.slice(-2), ['48', '49']);
});
