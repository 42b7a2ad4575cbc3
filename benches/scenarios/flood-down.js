import { CONTENTS, received } from '../page/content.js';

export const title = 'One-way flood, server to page';
export const metrics = { rate: { unit: 'messages/s', better: 'higher' } };
export const measuresCpu = true;
export const variants = CONTENTS.map((content) => ({ ...content, count: 100_000 / content.weight }));
export const quick = (variant) => ({ ...variant, count: variant.count / 2 });

export async function prepare({ connect, variant }) {
  const link = await connect('source');
  await flood(link, variant, Math.ceil(variant.count / 20));
  return { link, variant };
}

export async function measure({ link, variant }) {
  const begin = performance.now();
  await flood(link, variant, variant.count);
  const seconds = (performance.now() - begin) / 1000;
  return { messages: variant.count, rate: variant.count / seconds };
}

export function finish({ link }) {
  return link.close();
}

function flood(link, { size, kind }, count) {
  const all = received(link, count);
  link.send(`${count} ${size} ${kind}`);
  return all;
}
