import { content } from '../page/content.js';

export const title = 'Memory for 10,000 messages that are not acknowledged';
export const metrics = { memory: { unit: 'bytes/message', better: 'lower' } };
export const measuresCpu = false;
export const measuresMemory = true;
/** Other clients keep no copy of unacknowledged messages. */
export const isFor = ({ client, options }) => client === 'everwire' && options.transport === 'websocket';
export const variants = [
  { name: '64 B text', size: 64, kind: 'text' },
  { name: '64 B binary', size: 64, kind: 'binary' },
];
export const quick = (variant) => variant;

const COUNT = 10_000;

export async function prepare({ connect, variant }) {
  return { link: await connect('mute'), variant };
}

/** Each text is different, since a browser keeps a string once when it is sent twice. */
export async function measure({ link, variant }) {
  for (let sent = 0; sent < COUNT; sent += 1) {
    const message = content(variant);
    link.send(typeof message === 'string' ? String(sent).padEnd(variant.size, 'x') : message);
    if (sent % 100 === 0) {
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return { messages: COUNT };
}

export function finish({ link }) {
  return link.close();
}
