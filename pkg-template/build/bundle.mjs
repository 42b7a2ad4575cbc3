import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { ENGINE, PACKAGE, TEMPLATE } from './paths.mjs';

/** The oldest browsers that have WebAssembly reference types, and private members in classes. */
export const BROWSERS = ['chrome96', 'edge96', 'firefox93', 'safari15'];

/**
 * Bundles and minifies the entries of an engine: the first with the engine in it, another with the engine beside it.
 * `names` are the new names of what the engine imports and exports, by the old.
 */
export async function bundle(engine, entries, names) {
  await build({
    entryPoints: entries.map((entry) => join(TEMPLATE, `src/entries/${entry}.ts`)),
    outdir: PACKAGE,
    tsconfig: join(TEMPLATE, 'tsconfig.json'),
    alias: {
      [`#${engine}.wasm`]: join(ENGINE, `${engine}.wasm`),
      [`#${engine}`]: join(ENGINE, `${engine}.js`),
    },
    plugins: [base64Text],
    bundle: true,
    minify: true,
    mangleProps: new RegExp(`^(${Object.keys(names).join('|')})$`),
    mangleQuoted: true,
    mangleCache: names,
    format: 'esm',
    target: BROWSERS,
    legalComments: 'none',
    logLevel: 'warning',
  });
  refuseAddress(join(PACKAGE, `${entries[0]}.js`));
}

/** esbuild's own base64 loader brings a decoder; ours is faster, so it gets the text. */
const base64Text = {
  name: 'base64-text',
  setup(builder) {
    builder.onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
      contents: readFileSync(path).toString('base64'),
      loader: 'text',
    }));
  },
};

// Bundlers look for files at such addresses and fail, so the glue's own loading must have been shaken off.
function refuseAddress(file) {
  if (readFileSync(file, 'utf8').includes('import.meta')) {
    throw new Error(`${file} refers to import.meta, which must not be in the inlined entry`);
  }
}
