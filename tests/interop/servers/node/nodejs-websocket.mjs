// npm `nodejs-websocket`, with its own HTTP server.
import websocket from 'nodejs-websocket';

import { listen, tls } from './program.mjs';
import { PROTOCOL, serve } from './services.mjs';

const server = websocket.createServer({ secure: tls !== null, ...tls, validProtocols: [PROTOCOL] }, (connection) => {
  const service = serve(connection.path.slice(1), {
    send: (message) => connection.readyState === connection.OPEN && connection.send(message),
    close: (code, reason) => connection.close(code, reason),
  });
  // A binary message arrives as a stream; later messages must wait for its end.
  let last = Promise.resolve();
  const receive = (message) => {
    last = last.then(async () => service.receive(await message));
  };
  connection.on('text', receive);
  connection.on('binary', (stream) => receive(stream.toArray().then((parts) => Buffer.concat(parts))));
  connection.on('close', (code, reason) => service.leave(`${code} ${reason}`));
  connection.on('error', () => {});
});
listen(server);
