import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startProgram } from './process.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The path of the server. */
export const PROGRAM = process.env.EVERWIRE_ECHO ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'server/everwire-echo');

/** Starts an Everwire server on a free port. Resolves with its `url`, and with `stop`, which resolves with its exit code. */
export async function startServer(...args) {
  const { line, stop } = await startProgram(PROGRAM, ['--host', '127.0.0.1', '--port', '0', ...args]);
  const [, url] = /^listening on (http\S+)$/.exec(line) ?? [];
  if (!url) {
    await stop();
    throw new Error(`the server said ${JSON.stringify(line)}`);
  }
  return { url, stop };
}
