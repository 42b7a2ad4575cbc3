import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startProgram } from './process.mjs';
import { PROGRAM } from './server.mjs';

const TARGET = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url));

/**
 * Starts the chaos proxy; `server` is the program behind it. Resolves with `world`, which makes one network with a server, and
 * `stop`.
 */
export async function startChaos(server = PROGRAM) {
  const program = join(TARGET, 'debug/everwire-chaos');
  if (!existsSync(program)) {
    throw new Error('everwire-chaos is missing. Run: cargo build --package everwire-chaos');
  }
  const { line, stop } = await startProgram(program, ['--server', server]);
  const [, control] = /^control on (http\S+)$/.exec(line) ?? [];
  const post = async (path, body = {}) => {
    const answer = await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
    return answer.json();
  };
  return {
    stop,
    /** Makes a server behind its own simulated network. */
    async world(...serverArgs) {
      const { id, url, direct } = await post('/worlds', { serverArgs });
      return {
        url,
        /** The server's URL without the proxy. */
        direct,
        faults: (faults) => post(`/worlds/${id}/faults`, faults),
        cut: (cut = { how: 'reset' }) => post(`/worlds/${id}/cut`, cut),
        freeze: () => post(`/worlds/${id}/freeze`),
        bandwidth: (bytesPerSecond) => post(`/worlds/${id}/bandwidth`, { bytesPerSecond }),
        thaw: () => post(`/worlds/${id}/thaw`),
        server: (action) => post(`/worlds/${id}/server`, { action }),
        end: () => fetch(`${control}/worlds/${id}`, { method: 'DELETE' }),
      };
    },
  };
}
