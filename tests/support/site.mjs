import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('page', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../dist/everwire', import.meta.url));

/** Copies the page of a `Speaker` and the package to a new folder for a server. Returns the folder and `remove`. */
export function makeSite() {
  const folder = mkdtempSync(join(tmpdir(), 'everwire-site-'));
  cpSync(PAGE, folder, { recursive: true });
  cpSync(PACKAGE, join(folder, 'everwire'), { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
