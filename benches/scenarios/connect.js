export const title = 'Connecting, with everything loaded';
export const metrics = {
  open: { unit: 'ms', better: 'lower' },
  echo: { unit: 'ms', better: 'lower' },
};
export const measuresCpu = false;
export const variants = [{ name: 'until open, until the first echo', count: 25 }];
export const quick = (variant) => ({ ...variant, count: 12 });

/** In ms. Browsers connect more slowly within 10 ms of a close. */
const PAUSE = 30;

export async function prepare({ connect, variant }) {
  for (let warm = 0; warm < 5; warm += 1) {
    await once(connect);
  }
  return { connect, variant };
}

export async function measure({ connect, variant }) {
  const open = [];
  const echo = [];
  for (let done = 0; done < variant.count; done += 1) {
    const times = await once(connect);
    open.push(times.open);
    echo.push(times.echo);
  }
  return { messages: variant.count, open: median(open), echo: median(echo) };
}

export async function finish() {}

async function once(connect) {
  const begin = performance.now();
  const link = await connect('echo');
  const open = performance.now() - begin;
  await new Promise((resolve) => {
    link.onmessage = resolve;
    link.send('x');
  });
  const echo = performance.now() - begin;
  await link.close();
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  return { open, echo };
}

function median(values) {
  return values.sort((one, other) => one - other)[values.length >> 1];
}
