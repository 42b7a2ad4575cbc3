import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What these tests build and install, besides npm packages. */
export const BUILT = join(process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../../target', import.meta.url)), 'interop');
