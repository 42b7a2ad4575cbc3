import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { inlineWasm } from '../../pkg-template/build/inline.mjs';
import { writeLink } from '../../pkg-template/build/link.mjs';
import { BENCHES, ENGINE, PACKAGE, ROOT, SITE } from './paths.mjs';

/**
 * Builds the site: the pages, the scenarios, and one file for each contestant's client. With `isReadable`, Everwire keeps its
 * function names, for profiles.
 */
export async function assembleSite({ isReadable = false } = {}) {
  if (!existsSync(join(PACKAGE, 'everwire.js'))) {
    throw new Error('the package is missing. Run: make package');
  }
  rmSync(SITE, { recursive: true, force: true });
  mkdirSync(SITE, { recursive: true });
  const scripts = ['page', 'clients', 'scenarios'].flatMap((folder) =>
    readdirSync(join(BENCHES, folder))
      .filter((file) => file.endsWith('.js'))
      .map((file) => join(BENCHES, folder, file)));
  await build({
    entryPoints: scripts,
    outbase: BENCHES,
    outdir: SITE,
    bundle: true,
    minify: true,
    format: 'esm',
    define: { global: 'globalThis' },
    external: ['/everwire/*'],
    logLevel: 'warning',
  });
  copyFileSync(join(BENCHES, 'page/index.html'), join(SITE, 'index.html'));
  cpSync(PACKAGE, join(SITE, 'everwire'), { recursive: true });
  if (isReadable) {
    await buildReadable();
  }
}

async function buildReadable() {
  const wasm = join(ENGINE, 'everwire_bg.wasm');
  const link = join(ENGINE, 'everwire.readable.js');
  writeLink(link, './everwire_bg.js', './everwire_bg.js', namesOf(new WebAssembly.Module(readFileSync(wasm))));
  await build({
    entryPoints: [join(ROOT, 'pkg-template/src/entries/everwire.ts')],
    outdir: join(SITE, 'everwire'),
    tsconfig: join(ROOT, 'pkg-template/tsconfig.json'),
    alias: {
      '#everwire.wasm': wasm,
      '#everwire.link': link,
      '#everwire': join(ENGINE, 'everwire_bg.js'),
    },
    plugins: [inlineWasm],
    bundle: true,
    format: 'esm',
    target: 'chrome96',
    logLevel: 'error',
  });
}

/** The names of a module, as wasm-opt would say them of one whose names are as short as they are long. */
function namesOf(module) {
  return {
    imports: WebAssembly.Module.imports(module).map(({ module, name }) => [module, name, name]),
    exports: WebAssembly.Module.exports(module).map(({ name }) => [name, name]),
  };
}
