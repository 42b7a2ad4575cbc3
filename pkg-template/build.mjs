// Builds the npm package: dist/everwire, its archive dist/everwire-VERSION.tgz, and dist/www, the demo with it.
import { mkdirSync, rmSync } from 'node:fs';
import { relative } from 'node:path';

import { bundle } from './build/bundle.mjs';
import { compileEngine, optimizeEngine } from './build/engine.mjs';
import { describePackage, pack } from './build/manifest.mjs';
import { DIST, PACKAGE, ROOT } from './build/paths.mjs';
import { assembleSite } from './build/site.mjs';
import { printSizes } from './build/sizes.mjs';
import { declareTypes } from './build/types.mjs';

compileEngine();
const names = optimizeEngine();
rmSync(DIST, { recursive: true, force: true });
mkdirSync(PACKAGE, { recursive: true });
declareTypes();
await bundle(names);
describePackage();
const archive = pack();
assembleSite();
printSizes();
console.log(`\n${relative(ROOT, archive)}`);
