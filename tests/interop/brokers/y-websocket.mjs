// The server of y-websocket, on `ws`.
import { setupWSConnection } from '@y/websocket-server/utils';
import { WebSocketServer } from 'ws';

import { createHttpServer, listen } from '../servers/node/program.mjs';

const server = createHttpServer();
new WebSocketServer({ server }).on('connection', (socket, request) => {
  socket.on('error', () => {});
  setupWSConnection(socket, request);
});
listen(server);
