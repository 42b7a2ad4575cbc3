// npm `nodejs-websocket`, which has a server of its own.
import websocket from 'nodejs-websocket';

import { listen, tls } from './program.mjs';
import { PROTOCOL, serve } from './services.mjs';

const server = websocket.createServer({ secure: tls !== null, ...tls, validProtocols: [PROTOCOL] }, (connection) => {
  const service = serve(connection.path.slice(1), {
    send: (message) => connection.readyState === connection.OPEN && connection.send(message),
    close: (code, reason) => connection.close(code, reason),
  });
  // Bytes come as a stream, and what comes after them must wait.
  let last = Promise.resolve();
  const hear = (message) => {
    last = last.then(async () => service.hear(await message));
  };
  connection.on('text', hear);
  connection.on('binary', (stream) => hear(stream.toArray().then((parts) => Buffer.concat(parts))));
  connection.on('close', (code, reason) => service.leave(`${code} ${reason}`));
  connection.on('error', () => {});
});
listen(server);
