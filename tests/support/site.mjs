import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('page', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../dist/everwire', import.meta.url));

/** Puts the page of a `Speaker` and the package together in a new folder, to be served; gives it and `remove`. */
export function makeSite() {
  const folder = mkdtempSync(join(tmpdir(), 'everwire-site-'));
  cpSync(PAGE, folder, { recursive: true });
  cpSync(PACKAGE, join(folder, 'everwire'), { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
