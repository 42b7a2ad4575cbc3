import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const BENCHES = join(ROOT, 'benches');
/** The npm package, unpacked. */
export const PACKAGE = join(ROOT, 'dist/everwire');
/** The engine before it was optimised, with names. */
export const ENGINE = join(ROOT, 'target/engine');
/** Where the results go. */
export const RESULTS = join(ROOT, 'target/bench');
/** The pages as every server serves them. */
export const SITE = join(RESULTS, 'site');
