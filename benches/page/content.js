/**
 * The sizes and kinds of messages for throughput. The number of messages is divided by `weight`. A quick run uses those with
 * `isEssential` only.
 */
export const CONTENTS = [
  { name: '64 B text', size: 64, kind: 'text', weight: 1, isEssential: true },
  { name: '64 B binary', size: 64, kind: 'binary', weight: 1 },
  { name: '1 KiB text', size: 1024, kind: 'text', weight: 5 },
  { name: '1 KiB binary', size: 1024, kind: 'binary', weight: 5 },
  { name: '64 KiB text', size: 65536, kind: 'text', weight: 100, isEssential: true },
  { name: '64 KiB binary', size: 65536, kind: 'binary', weight: 100 },
];

/** Makes one message. */
export function content({ size, kind }) {
  return kind === 'text' ? 'x'.repeat(size) : new Uint8Array(size).fill(120).buffer;
}

/** Resolves when `link` has received `count` messages. */
export function received(link, count) {
  let missing = count;
  return new Promise((resolve) => {
    link.onmessage = () => {
      missing -= 1;
      if (missing === 0) {
        resolve();
      }
    };
  });
}
