import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { PROGRAM } from '../../support/server.mjs';
import { javaCommand } from '../support/java.mjs';
import { BUILT } from '../support/paths.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const node = (name) => [process.execPath, here(`node/${name}.mjs`)];
const PYTHON = join(BUILT, 'python/bin/python');

/** A close code and its reason, when the server passes both on unchanged. */
const faithfully = ({ code, reason }) => ({ code, reason, wasClean: true });

const PLAIN = {
  dialect: 'PLAIN',
  path: (service) => `/${service}`,
  agreed: 'v2.interop',
  large: ['ascii', 'text', 'bytes'],
  pushes: { count: 10, order: Number },
  closing: faithfully,
  farewell: ({ code, reason }) => `left ${code} ${reason}`,
};

/**
 * For each server: how to start it, the paths of its services, which of the sub-protocols `v1.interop` and `v2.interop` it selects,
 * which messages of 1 MiB it accepts, how many pushes a test awaits and what orders them, the code and reason that arrive when it is
 * asked to close (null: it cannot be asked), those with which it closes when it stops, and what it reports of a client's close.
 */
export const SERVERS = [
  { ...PLAIN, name: 'ws with express', command: node('ws') },
  {
    ...PLAIN,
    name: 'nodejs-websocket',
    command: node('nodejs-websocket'),
    // It decodes each fragment of a text separately, and Chromium may split a large text within a character.
    large: ['ascii', 'bytes'],
  },
  {
    ...PLAIN,
    name: 'engine.io',
    command: node('engine.io'),
    dialect: 'ENGINE',
    path: (service) => `/engine.io/?EIO=4&transport=websocket&service=${service}`,
    agreed: 'v1.interop',
    closing: () => ({ code: 1005, reason: '', wasClean: true }),
    farewell: () => 'left transport close',
  },
  { ...PLAIN, name: 'Python websockets', command: [PYTHON, here('python/server.py')] },
  { ...PLAIN, name: 'Tomcat', command: javaCommand('TomcatServer') },
  { ...PLAIN, name: 'Jetty', command: javaCommand('JettyServer') },
  {
    ...PLAIN,
    name: 'everwire-echo, /plain',
    command: [PROGRAM, '--allow-origin', '*', '--log', 'warn'],
    path: (service) => `/plain/${service === 'push' ? 'clock' : service}`,
    agreed: 'v1.interop',
    pushes: { count: 2, order: Date.parse },
    closing: null,
    stopping: { code: 1001, reason: 'shutting down', wasClean: true },
    farewell: null,
  },
];
