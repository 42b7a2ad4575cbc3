import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Where the templates of the proxies' configurations are. */
export const CONFIGURATIONS = fileURLToPath(new URL('../', import.meta.url));
export const TARGET = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'proxies');
