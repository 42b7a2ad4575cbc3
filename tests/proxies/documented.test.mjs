// docs/deployment.md must quote the tested configurations verbatim.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { CONFIGURATIONS, ROOT } from './support/paths.mjs';

/** The values in the document for the placeholders of the templates. */
const EXAMPLES = {
  HTTP: '*:80',
  HTTPS: '*:443',
  CERTIFICATE: '/etc/ssl/example.org/certificate.pem',
  KEY: '/etc/ssl/example.org/key.pem',
  CERTIFICATE_AND_KEY: '/etc/ssl/example.org/both.pem',
  SERVER: '127.0.0.1:8080',
  OTHER_SERVER: '127.0.0.1:8081',
};

const QUOTED = [
  'nginx/recommended.conf', 'nginx/upstream/one.conf', 'nginx/upstream/routed.conf',
  'haproxy/recommended.cfg', 'haproxy/backend/one.cfg', 'haproxy/backend/routed.cfg',
];

const document = readFileSync(join(ROOT, 'docs/deployment.md'), 'utf8');

for (const file of QUOTED) {
  test(`${file} is quoted`, () => {
    const template = readFileSync(join(CONFIGURATIONS, file), 'utf8');
    const example = template.replace(/@([A-Z_]+)@/g, (_, name) => EXAMPLES[name]);
    assert.ok(document.includes(`\n${example}\`\`\``));
  });
}
