import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Makes a project outside of the repository: a copy of a folder beside this file, with the packed package installed
 * as its user would install it. Returns its `folder`, and `remove`.
 */
export function makeConsumer(fixture) {
  const folder = mkdtempSync(join(tmpdir(), 'everwire-consumer-'));
  cpSync(join(ROOT, 'tests/packaging', fixture), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', archive()], { cwd: folder, stdio: 'ignore' });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The path of a program that the repository's own lockfile brings. */
export function tool(name) {
  return join(ROOT, 'node_modules/.bin', name);
}

function archive() {
  const archives = readdirSync(join(ROOT, 'dist')).filter((name) => name.endsWith('.tgz'));
  if (archives.length !== 1) {
    throw new Error(`one archive is expected in dist, there are ${archives.length}. Run: make package`);
  }
  return join(ROOT, 'dist', archives[0]);
}
