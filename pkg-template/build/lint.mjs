// Checks the codes and options that Rust declares, and the archive as a consumer's tools would read it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { checkCodes } from './codes.mjs';
import { checkOptions } from './options.mjs';
import { DIST } from './paths.mjs';
import { run } from './run.mjs';

await checkCodes();
checkOptions();
const archives = readdirSync(DIST).filter((name) => name.endsWith('.tgz'));
if (archives.length !== 1) {
  throw new Error(`one archive is expected in dist, there are ${archives.length}. Run: make package`);
}
const archive = join(DIST, archives[0]);
run('publint', ['--strict', archive], { show: true });
run('attw', ['--profile', 'esm-only', '--exclude-entrypoints', 'everwire.wasm', '--', archive], { show: true });
