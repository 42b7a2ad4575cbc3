// The types of the packed package, as a strict user of TypeScript sees them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';

import { makeConsumer, tool } from './consumer.mjs';

let consumer;

before(() => {
  consumer = makeConsumer('types');
});

after(() => consumer?.remove());

for (const [module, moduleResolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
  test(`tsc takes what a user writes, with module resolution as in ${moduleResolution}`, () => {
    const args = ['--project', '.', '--module', module, '--moduleResolution', moduleResolution];
    const { status, stdout } = spawnSync(tool('tsc'), args, { cwd: consumer.folder, encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  });
}
