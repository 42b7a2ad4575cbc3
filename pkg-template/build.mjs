// Builds the npm package: dist/everwire, its archive dist/everwire-VERSION.tgz, and dist/www, the demo with it.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

import { bundle } from './build/bundle.mjs';
import { compileEngine, ENGINES, optimizeEngine } from './build/engine.mjs';
import { describePackage, pack } from './build/manifest.mjs';
import { DIST, ENGINE, PACKAGE, ROOT } from './build/paths.mjs';
import { assembleSite } from './build/site.mjs';
import { printSizes } from './build/sizes.mjs';
import { declareTypes } from './build/types.mjs';

ENGINES.forEach(compileEngine);
ENGINES.forEach(optimizeEngine);
rmSync(DIST, { recursive: true, force: true });
mkdirSync(PACKAGE, { recursive: true });
declareTypes();
await bundle('everwire', ['everwire', 'slim']);
await bundle('websocket', ['websocket']);
copyFileSync(join(ENGINE, 'everwire.wasm'), join(PACKAGE, 'everwire.wasm'));
describePackage();
const archive = pack();
assembleSite();
printSizes();
console.log(`\n${relative(ROOT, archive)}`);
