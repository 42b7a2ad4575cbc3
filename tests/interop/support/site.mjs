import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { startServer } from '../../support/server.mjs';

const PAGE = fileURLToPath(new URL('../page', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../../dist/everwire', import.meta.url));

/** Bundles the page of these tests with the package and the libraries, and serves it. Resolves with `url` and `stop`. */
export async function startSite() {
  if (!existsSync(PACKAGE)) {
    throw new Error('the package is missing. Run: make package');
  }
  const folder = mkdtempSync(join(tmpdir(), 'everwire-interop-'));
  cpSync(join(PAGE, 'index.html'), join(folder, 'index.html'));
  await build({
    entryPoints: [join(PAGE, 'main.js')],
    outdir: folder,
    alias: { everwire: PACKAGE },
    bundle: true,
    format: 'esm',
    logLevel: 'warning',
  });
  const server = await startServer('--www', folder, '--log', 'warn');
  return {
    url: server.url,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
