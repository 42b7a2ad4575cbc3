// The engine: Rust to wasm and its glue. Run alone, it stops before the optimiser, which the types do not need.
import { join } from 'node:path';

import { writeLink } from './link.mjs';
import { cutPanics } from './panics.mjs';
import { ENGINE } from './paths.mjs';
import { run } from './run.mjs';

/** Every browser that has reference types has these, and rustc emits them. */
const FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'call-indirect-overlong',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
].map((feature) => `--enable-${feature}`);

/**
 * rustc puts the stack lowest in memory: what would lie at the first addresses is the end of an overflowing one. A large
 * function inside its only caller makes both harder to compress.
 */
const OPTIMISE = [
  '-Oz',
  '--converge',
  '--low-memory-unused',
  '--one-caller-inline-max-function-size=25',
  '--always-inline-max-function-size=3',
];

/** The engines, by the entry that each is for: the features of the crate that make it. */
const FEATURES_OF = {
  everwire: ['--features', 'everwire'],
  websocket: ['--features', 'websocket'],
};
export const ENGINES = Object.keys(FEATURES_OF);

/** Compiles the crate for an engine: the glue `NAME_bg.js`, its types `NAME.d.ts`, and `NAME_bg.wasm`. */
export function compileEngine(name) {
  const output = ['--out-dir', ENGINE, '--out-name', name];
  const bare = ['--no-pack', '--no-gitignore', '--no-opt'];
  const build = ['build', '--mode', 'no-install', '--target', 'bundler', '--release', ...output, ...bare];
  const features = ['--no-default-features', ...FEATURES_OF[name]];
  run('wasm-pack', ['--quiet', ...build, '.', ...features]);
  cutPanics(join(ENGINE, `${name}_bg.wasm`));
}

/** Makes `NAME.wasm` of what was compiled, as small as it gets, and `NAME.link.js`, which joins it to its glue. */
export function optimizeEngine(name) {
  const wasm = join(ENGINE, `${name}.wasm`);
  const strip = ['--strip-debug', '--strip-producers', '--strip-target-features'];
  run('wasm-opt', [...OPTIMISE, ...FEATURES, ...strip, join(ENGINE, `${name}_bg.wasm`), '--output', wasm]);
  // Alone, since `--converge` repeats everything.
  const rename = '--minify-imports-and-exports-and-modules';
  const names = JSON.parse(run('wasm-opt', [rename, ...FEATURES, wasm, '--output', wasm]));
  // Of modules there is one, the glue, which gets the first name.
  writeLink(join(ENGINE, `${name}.link.js`), `./${name}_bg.js`, 'a', names);
}

if (process.argv[1] === import.meta.filename) {
  ENGINES.forEach(compileEngine);
}
