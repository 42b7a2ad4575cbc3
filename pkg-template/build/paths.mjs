import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const TEMPLATE = join(ROOT, 'pkg-template');
/** What wasm-bindgen and wasm-opt made. TypeScript finds the types of the glue here. */
export const ENGINE = join(ROOT, 'target/engine');
export const DIST = join(ROOT, 'dist');
/** The npm package, unpacked. */
export const PACKAGE = join(DIST, 'everwire');
/** The demo page with the package in it, as a server serves it. */
export const SITE = join(DIST, 'www');

const tools = process.env.EVERWIRE_TOOLS ?? join(homedir(), '.cache/everwire/tools');

/** The environment for programs, with the project's own tools found first. */
export const ENVIRONMENT = {
  ...process.env,
  PATH: [join(tools, 'bin'), join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter),
};
