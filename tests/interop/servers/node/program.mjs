// What the Node programs of these tests share: their command line, TLS, and the line that says where they listen.
import { readFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    cert: { type: 'string' },
    key: { type: 'string' },
  },
});

/** The certificate and its key as Node takes them, or null for a server without TLS. */
export const tls = values.cert ? { cert: readFileSync(values.cert), key: readFileSync(values.key) } : null;

/** An HTTP server, with TLS if the command line asks for it. */
export function createHttpServer(handler) {
  return tls ? createSecureServer(tls, handler) : createPlainServer(handler);
}

/** Listens where the command line says; `server` is a `net.Server`, or what wraps one. */
export function listen(server) {
  server.listen(Number(values.port), values.host, () => {
    const { address, port } = (server.socket ?? server).address();
    console.log(`listening on ${tls ? 'https' : 'http'}://${address}:${port}`);
  });
}
