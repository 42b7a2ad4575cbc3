import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { inlineWasm } from './inline.mjs';
import { ENGINE, PACKAGE, TEMPLATE } from './paths.mjs';

/** The oldest browsers that have WebAssembly reference types, and private members in classes. */
export const BROWSERS = ['chrome96', 'edge96', 'firefox93', 'safari15'];

/** Bundles and minifies the entries of an engine: the first with the engine in it, another with the engine beside it. */
export async function bundle(engine, entries) {
  await build({
    entryPoints: entries.map((entry) => join(TEMPLATE, `src/entries/${entry}.ts`)),
    outdir: PACKAGE,
    tsconfig: join(TEMPLATE, 'tsconfig.json'),
    alias: {
      [`#${engine}.wasm`]: join(ENGINE, `${engine}.wasm`),
      [`#${engine}.link`]: join(ENGINE, `${engine}.link.js`),
      [`#${engine}`]: join(ENGINE, `${engine}_bg.js`),
    },
    plugins: [inlineWasm],
    bundle: true,
    minify: true,
    format: 'esm',
    target: BROWSERS,
    legalComments: 'none',
    logLevel: 'warning',
  });
  refuseAddress(join(PACKAGE, `${entries[0]}.js`));
}

// Bundlers look for files at such addresses and fail.
function refuseAddress(file) {
  if (readFileSync(file, 'utf8').includes('import.meta')) {
    throw new Error(`${file} refers to import.meta, which must not be in the inlined entry`);
  }
}
