import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * Starts a program and waits for its first line of output. Resolves with that line and `stop`, which ends the program
 * and resolves with its exit code.
 */
export async function startProgram(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([once(lines, 'line').then(([first]) => first), ended.then(() => null)]);
  if (line === null) {
    throw new Error(`${program} ended with code ${child.exitCode} before it said anything`);
  }
  return {
    line,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
}
