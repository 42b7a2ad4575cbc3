import { isPeer, within } from '../page/faults.js';

export const title = 'First echo where WebSocket does not get through, from construction, at first contact';
export const metrics = { echo: { unit: 'ms', better: 'lower' } };
export const measuresCpu = false;
export const isBehindFaults = true;
export const isFor = isPeer;
export const variants = [
  { name: 'nothing in the way', faults: {} },
  { name: 'refused with 403', faults: { websocket: 'refuse' } },
  { name: 'never answered', faults: { websocket: 'swallow' } },
  { name: 'open, but silent', faults: { websocket: 'silent' } },
];
export const quick = (variant) => variant;

/** A contestant without an echo after this time has failed, in ms. */
const LIMIT = 10_000;

export async function prepare({ load, connect, world }) {
  await load();
  return { connect, world };
}

export async function measure(state) {
  const begin = performance.now();
  await within(LIMIT, 'no echo', async () => {
    // A client that reports a failure may still try again.
    const goesOn = () => new Promise(() => {});
    state.link = await state.connect('echo', state.world.place).catch(goesOn);
    await new Promise((resolve) => {
      state.link.onmessage = resolve;
      state.link.send('x');
    });
  });
  return { messages: 1, echo: performance.now() - begin };
}

export async function finish({ link }) {
  await link.close();
}
