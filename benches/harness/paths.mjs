import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const BENCHES = join(ROOT, 'benches');
/** The npm package, unpacked. */
export const PACKAGE = join(ROOT, 'dist/everwire');
/** The engine before optimisation, with function names. */
export const ENGINE = join(ROOT, 'target/engine');
/** The folder of the results. */
export const RESULTS = join(ROOT, 'target/bench');
/** The folder that every server serves its pages from. */
export const SITE = join(RESULTS, 'site');
