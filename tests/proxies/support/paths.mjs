import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The folder of the templates for the proxies' configurations. */
export const CONFIGURATIONS = fileURLToPath(new URL('../', import.meta.url));
export const TARGET = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'proxies');
