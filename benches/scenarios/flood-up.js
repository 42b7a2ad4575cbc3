import { CONTENTS, content, received } from '../page/content.js';

export const title = 'One-way flood, page to server';
export const metrics = { rate: { unit: 'messages/s', better: 'higher' } };
export const measuresCpu = true;
export const variants = CONTENTS.map((content) => ({ ...content, count: 100_000 / content.weight }));
export const quick = (variant) => ({ ...variant, count: variant.count / 2 });

export async function prepare({ connect, variant }) {
  const link = await connect('sink');
  const message = content(variant);
  await flood(link, message, Math.ceil(variant.count / 20));
  return { link, message, variant };
}

export async function measure({ link, message, variant }) {
  const begin = performance.now();
  await flood(link, message, variant.count);
  const seconds = (performance.now() - begin) / 1000;
  return { messages: variant.count, rate: variant.count / seconds };
}

export function finish({ link }) {
  return link.close();
}

/** Resolves when the server has counted all messages. */
function flood(link, message, count) {
  const counted = received(link, 1);
  link.send(String(count));
  for (let sent = 0; sent < count; sent += 1) {
    link.send(message);
  }
  return counted;
}
