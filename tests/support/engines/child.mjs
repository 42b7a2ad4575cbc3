import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Starts a program, which ends with this process at the latest. `read` names the stream that `match` reads. */
export function startChild(program, args, { read, env = process.env }) {
  const stdio = ['ignore', read === 'stdout' ? 'pipe' : 'ignore', read === 'stderr' ? 'pipe' : 'ignore'];
  const child = spawn(program, args, { env, stdio });
  const ended = once(child, 'exit');
  const kill = () => child.kill('SIGTERM');
  process.on('exit', kill);
  ended.then(() => process.off('exit', kill), () => {});
  const lines = createInterface({ input: child[read] });
  return {
    pid: child.pid,
    ended,
    /** Resolves with the capture of the first line that matches the pattern. */
    match: (pattern) => Promise.race([
      new Promise((resolve) => {
        lines.on('line', (line) => {
          const found = pattern.exec(line);
          if (found) {
            resolve(found[1]);
          }
        });
      }),
      ended.then(() => Promise.reject(new Error(`${program} does not start`))),
    ]),
    async stop() {
      kill();
      await ended;
    },
  };
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => process.exit(1));
}
