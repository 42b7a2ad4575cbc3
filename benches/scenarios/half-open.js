import { isPeer, within } from '../page/faults.js';

export const title = 'Until a client knows that its connection carries nothing any more';
export const metrics = { known: { unit: 'ms', better: 'lower' } };
export const measuresCpu = false;
export const isBehindFaults = true;
export const isFor = isPeer;
export const variants = [{ name: 'with the times that are the default', faults: {} }];
export const quick = (variant) => variant;
/** One round: the scenario takes long and varies little. */
export const rounds = 1;

/** A client that has not noticed after this time has failed, in ms. */
const LIMIT = 55_000;

export async function prepare({ connect, world }) {
  const link = await connect('echo', world.place);
  await new Promise((resolve) => {
    link.onmessage = resolve;
    link.send('x');
  });
  return { link, world };
}

export async function measure({ link, world }) {
  await fetch(`${world.url}/freeze`, { method: 'POST' });
  const begin = performance.now();
  await within(LIMIT, 'not known', () => link.lost);
  return { messages: 1, known: performance.now() - begin };
}

// Nothing to do: the harness closes the page.
export async function finish() {}
