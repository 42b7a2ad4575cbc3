import { CONTENTS, content } from '../page/content.js';

export const title = 'Echo with 256 messages outstanding';
export const metrics = { rate: { unit: 'messages/s', better: 'higher' } };
export const measuresCpu = true;
export const variants = CONTENTS.map((content) => ({ ...content, duration: 1000 }));
export const quick = (variant) => ({ ...variant, duration: 400 });

const OUTSTANDING = 256;
const WARM_UP = 150;

export async function prepare({ connect, variant }) {
  const link = await connect('echo');
  const message = content(variant);
  await exchange(link, message, WARM_UP);
  return { link, message, variant };
}

export async function measure({ link, message, variant }) {
  const begin = performance.now();
  const messages = await exchange(link, message, variant.duration);
  const seconds = (performance.now() - begin) / 1000;
  return { messages, rate: messages / seconds };
}

export function finish({ link }) {
  return link.close();
}

/** Sends a message for each echo until the time is over. Resolves with the number of echoes when all have arrived. */
function exchange(link, message, duration) {
  const end = performance.now() + duration;
  let count = 0;
  let outstanding = OUTSTANDING;
  return new Promise((resolve) => {
    link.onmessage = () => {
      count += 1;
      // Reading the clock costs as much as one message in a batch.
      if (count % 16 !== 0 || performance.now() < end) {
        link.send(message);
      } else {
        outstanding -= 1;
        link.onmessage = () => {
          count += 1;
          outstanding -= 1;
          if (outstanding === 0) {
            resolve(count);
          }
        };
      }
    };
    for (let sent = 0; sent < OUTSTANDING; sent += 1) {
      link.send(message);
    }
  });
}
