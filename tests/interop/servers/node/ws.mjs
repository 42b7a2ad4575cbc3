// npm `ws` beside an express application on one HTTP server.
import express from 'express';
import { WebSocketServer } from 'ws';

import { createHttpServer, listen } from './program.mjs';
import { MAX_MESSAGE, PROTOCOL, serve } from './services.mjs';

const application = express();
application.get('/', (_request, response) => response.send('express answers'));

const server = createHttpServer(application);
const sockets = new WebSocketServer({
  server,
  maxPayload: MAX_MESSAGE,
  handleProtocols: (offered) => offered.has(PROTOCOL) && PROTOCOL,
});

sockets.on('connection', (socket, { url }) => {
  const service = serve(url.slice(1), socket);
  socket.on('message', (data, isBinary) => service.receive(isBinary ? data : data.toString()));
  socket.on('close', (code, reason) => service.leave(`${code} ${reason}`));
  socket.on('error', () => {});
});
listen(server);
