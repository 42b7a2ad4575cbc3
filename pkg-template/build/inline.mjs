import { readFileSync, writeFileSync } from 'node:fs';

/**
 * What is added to each byte, modulo 256, to make a code unit. Bytes that are common in WebAssembly, above all 0, so become
 * characters that need no escape and are one byte of UTF-8. Of all shifts this one has the smallest literal after gzip.
 */
const SHIFT = 3;

const PLACEHOLDER = '@inlined module@';

/**
 * esbuild's plugin for importing a `.wasm` file as `{ text, shift, size }`: a string that has a code unit for each byte. gzip
 * finds in it what it finds in the bytes, which base64 hides. esbuild would escape more characters than it must, so the
 * literal takes the place of a placeholder when esbuild is done.
 */
export const inlineWasm = {
  name: 'inline-wasm',
  setup(builder) {
    let literal;
    builder.initialOptions.write = false;
    builder.onLoad({ filter: /\.wasm$/ }, ({ path }) => {
      const bytes = readFileSync(path);
      literal = literalOf(bytes);
      return { contents: `export const text = '${PLACEHOLDER}', shift = ${SHIFT}, size = ${bytes.length};` };
    });
    builder.onEnd(({ outputFiles = [] }) => {
      const quoted = new RegExp(`(["'\`])${PLACEHOLDER}\\1`);
      if (literal && !outputFiles.some(({ text }) => quoted.test(text))) {
        throw new Error('no output has the inlined module');
      }
      for (const { path, text } of outputFiles) {
        writeFileSync(path, text.replace(quoted, () => literal));
      }
    });
  },
};

/** A template literal of code units that are the bytes, each shifted. Only what has a meaning in one is escaped. */
function literalOf(bytes) {
  const escaped = Buffer.from(bytes.map((byte) => byte + SHIFT))
    .toString('latin1')
    .replace(/[\\`]|\$(?=\{)/g, '\\$&')
    .replace(/\r/g, '\\r')
    .replace(/\0(?![0-9])/g, '\\0')
    .replace(/\0/g, '\\x00')
    // A page may have the script within it.
    .replace(/<(?=\/script|!--)/gi, '\\x3c');
  return `\`${escaped}\``;
}
