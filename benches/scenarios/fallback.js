import { startWorld } from '../page/chaos.js';

export const title = 'First echo where WebSocket does not get through';
export const metrics = { echo: { unit: 'ms', better: 'lower' } };
export const measuresCpu = false;
export const isFor = ({ client, options }) => client === 'everwire' && !options.transport;
export const variants = [
  { name: 'refused', fault: 'refuse' },
  { name: 'never answered', fault: 'swallow' },
  { name: 'open, but silent', fault: 'silent' },
];
export const quick = (variant) => variant;

export async function prepare({ connect, variant, chaos }) {
  const world = await startWorld(chaos);
  await world.faults({ websocket: variant.fault });
  // What was learnt of a network is kept by origin.
  localStorage.clear();
  return { connect, world };
}

export async function measure(state) {
  const begin = performance.now();
  state.link = await state.connect('echo', state.world.place);
  await new Promise((resolve) => {
    state.link.onmessage = resolve;
    state.link.send('x');
  });
  return { messages: 1, echo: performance.now() - begin };
}

export async function finish({ link, world }) {
  await link.close();
  await world.stop();
}
