export const title = 'Round trip of a lone message of 32 bytes';
export const metrics = {
  p50: { unit: 'ms', better: 'lower' },
  p99: { unit: 'ms', better: 'lower' },
};
export const measuresCpu = false;
export const variants = [{ name: '32 B text', count: 1000, duration: 1500 }];
export const quick = (variant) => ({ ...variant, count: 500, duration: 800 });

const WARM_UP = 100;

export async function prepare({ connect, variant }) {
  const link = await connect('echo');
  await roundTrips(link, WARM_UP, variant.duration / 4);
  return { link, variant };
}

export async function measure({ link, variant }) {
  const times = await roundTrips(link, variant.count, variant.duration);
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.floor((times.length - 1) * share)];
  return { messages: times.length, p50: at(0.5), p99: at(0.99) };
}

export function finish({ link }) {
  return link.close();
}

/** The times of `count` round trips, or of as many as fit into `duration` ms. */
async function roundTrips(link, count, duration) {
  const message = 'x'.repeat(32);
  const times = [];
  const end = performance.now() + duration;
  while (times.length < count && performance.now() < end) {
    const begin = performance.now();
    await new Promise((resolve) => {
      link.onmessage = resolve;
      link.send(message);
    });
    times.push(performance.now() - begin);
  }
  return times;
}
