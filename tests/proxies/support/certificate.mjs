import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a self-signed certificate for 127.0.0.1. Its files are in `folder`, with the names that the templates use. */
export function makeCertificate(folder) {
  const files = {
    CERTIFICATE: join(folder, 'certificate.pem'),
    KEY: join(folder, 'key.pem'),
    CERTIFICATE_AND_KEY: join(folder, 'both.pem'),
  };
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', files.KEY, '-out', files.CERTIFICATE,
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  writeFileSync(files.CERTIFICATE_AND_KEY, [files.CERTIFICATE, files.KEY].map((file) => readFileSync(file, 'utf8')).join(''));
  return files;
}
