import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { PACKAGE, ROOT, SITE } from './paths.mjs';

/** Puts the demo page and the package together in one directory, to be served. */
export function assembleSite() {
  rmSync(SITE, { recursive: true, force: true });
  cpSync(join(ROOT, 'www'), SITE, { recursive: true });
  cpSync(PACKAGE, join(SITE, 'everwire'), { recursive: true });
}
