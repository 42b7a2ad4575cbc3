import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { PACKAGE, TEMPLATE } from './paths.mjs';
import { run } from './run.mjs';

/** Checks the TypeScript and writes its declarations to `types/`. */
export function declareTypes() {
  const types = join(PACKAGE, 'types');
  const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', types];
  run('tsc', ['--project', TEMPLATE, ...emit]);
  // The seam to the engine is nobody else's, and its types need those of the glue, which are not in the package.
  rmSync(join(types, 'engine'), { recursive: true });
}
