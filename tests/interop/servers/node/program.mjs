// Shared by the Node programs of these tests: the command line, TLS, and the line with the URL.
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

/** The certificate and its key as Node's TLS options, or null without TLS. */
export const tls = values.cert ? { cert: readFileSync(values.cert), key: readFileSync(values.key) } : null;

/** An HTTP server, with TLS if the command line asks for it. */
export function createHttpServer(handler) {
  return tls ? createSecureServer(tls, handler) : createPlainServer(handler);
}

/** Listens on the address of the command line. `server` is a `net.Server` or wraps one. */
export function listen(server) {
  server.listen(Number(values.port), values.host, () => {
    const { address, port } = (server.socket ?? server).address();
    console.log(`listening on ${tls ? 'https' : 'http'}://${address}:${port}`);
  });
}
