// Engine.IO over WebSocket only. It has one path, so the query names the service. Its ping interval is short.
import { attach } from 'engine.io';

import { createHttpServer, listen } from './program.mjs';
import { MAX_MESSAGE, serve } from './services.mjs';

const server = createHttpServer();
const engine = attach(server, { transports: ['websocket'], pingInterval: 100, maxHttpBufferSize: MAX_MESSAGE });

engine.on('connection', (socket) => {
  const service = serve(socket.request._query.service, socket);
  socket.on('message', (message) => service.receive(message));
  socket.on('close', (reason) => service.leave(reason));
});
listen(server);
