import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DIST, PACKAGE, ROOT, TEMPLATE } from './paths.mjs';
import { run } from './run.mjs';

/** Writes `package.json` with the crate's version, the README and the licences. */
export function describePackage() {
  const manifest = JSON.parse(readFileSync(join(TEMPLATE, 'package.template.json'), 'utf8'));
  const filled = { name: manifest.name, version: crateVersion(), ...manifest };
  writeFileSync(join(PACKAGE, 'package.json'), `${JSON.stringify(filled, null, 2)}\n`);
  copyFileSync(join(TEMPLATE, 'README.md'), join(PACKAGE, 'README.md'));
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) {
    copyFileSync(join(ROOT, licence), join(PACKAGE, licence));
  }
}

/** Packs the package as npm would publish it; returns the path of the archive. */
export function pack() {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', DIST], { cwd: PACKAGE }));
  return join(DIST, packed.filename);
}

function crateVersion() {
  const metadata = JSON.parse(run('cargo', ['metadata', '--no-deps', '--format-version', '1']));
  return metadata.packages.find(({ name }) => name === 'everwire').version;
}
