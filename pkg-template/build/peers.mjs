// What peers weigh: each bundled as our entries are, by the same tool with the same settings.
import { join } from 'node:path';

import { build } from 'esbuild';

import { BROWSERS } from './bundle.mjs';
import { ROOT } from './paths.mjs';

const BENCHES = join(ROOT, 'benches');

/** Packages that the lock of the benchmarks pins, and what an application imports of each. */
const PEERS = {
  'reconnecting-websocket': 'default',
  partysocket: 'WebSocket',
  'engine.io-client': 'Socket',
  'socket.io-client': 'io',
  '@microsoft/signalr': 'HubConnectionBuilder',
  'sockjs-client': 'default',
  centrifuge: 'Centrifuge',
};

/** The bundles, minified modules for browsers, by name. */
export async function bundlePeers() {
  return await Promise.all(Object.entries(PEERS).map(async ([name, what]) => [name, await bundlePeer(name, what)]));
}

async function bundlePeer(name, what) {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${what} } from '${name}';`, resolveDir: BENCHES },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    // As bundlers have it for a page in production.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    target: BROWSERS,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outputFiles[0].contents;
}
