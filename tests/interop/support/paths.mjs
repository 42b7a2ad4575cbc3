import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of what these tests build and install, except npm packages. */
export const BUILT = join(process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../../target', import.meta.url)), 'interop');
