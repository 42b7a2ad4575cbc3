import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { PROGRAM } from '../../support/server.mjs';
import { javaCommand } from '../support/java.mjs';
import { BUILT } from '../support/paths.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const node = (name) => [process.execPath, here(`node/${name}.mjs`)];
const PYTHON = join(BUILT, 'python/bin/python');

/** A close code and its reason, as they are when nothing gets in the way. */
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
 * The servers: how each is started, where it serves what, which sub-protocol it picks of `v1.interop` and `v2.interop`, which messages of
 * 1 MiB it can take, how many of its pushes are waited for and what orders them, what becomes of the code and the reason with
 * which it is told to close (null: it cannot be told), with what it closes when it is stopped, where it does, and what it tells of
 * those with which a client closes.
 */
export const SERVERS = [
  { ...PLAIN, name: 'ws with express', command: node('ws') },
  {
    ...PLAIN,
    name: 'nodejs-websocket',
    command: node('nodejs-websocket'),
    // It decodes each fragment of a text by itself, and Chromium splits large texts anywhere.
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
