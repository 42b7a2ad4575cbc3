import { spawnSync } from 'node:child_process';

import { ENVIRONMENT, ROOT } from './paths.mjs';

/** Runs a program to its end and returns its standard output; a failure ends the build, naming the program. */
export function run(program, args, { cwd = ROOT, show = false, env = {} } = {}) {
  const stdio = ['ignore', show ? 'inherit' : 'pipe', 'inherit'];
  const result = spawnSync(program, args, { cwd, env: { ...ENVIRONMENT, ...env }, encoding: 'utf8', stdio });
  if (result.error) {
    throw new Error(`${program} cannot be run: ${result.error.message}. Run: make setup`);
  }
  if (result.status !== 0) {
    throw new Error(`${program} failed:\n${result.stdout ?? ''}`);
  }
  return result.stdout ?? '';
}
