export const title = 'From cold: import, instantiate, connect';
export const metrics = {
  ready: { unit: 'ms until there is an instance', better: 'lower' },
  echo: { unit: 'ms until the first echo', better: 'lower' },
};
export const measuresCpu = false;
export const variants = [{ name: 'first use in a page' }];
export const quick = (variant) => variant;

export async function prepare({ connect }) {
  return { connect };
}

export async function measure(state) {
  const begin = performance.now();
  let ready = 0;
  const onInstance = () => {
    ready = performance.now() - begin;
  };
  state.link = await state.connect('echo', { onInstance });
  await new Promise((resolve) => {
    state.link.onmessage = resolve;
    state.link.send('x');
  });
  return { messages: 1, ready, echo: performance.now() - begin };
}

export function finish({ link }) {
  return link.close();
}
