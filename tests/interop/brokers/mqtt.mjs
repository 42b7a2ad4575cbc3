// An MQTT broker, aedes, on `ws`.
import { Aedes } from 'aedes';
import { createWebSocketStream, WebSocketServer } from 'ws';

import { createHttpServer, listen } from '../servers/node/program.mjs';

const broker = await Aedes.createBroker();
const server = createHttpServer();
new WebSocketServer({ server, handleProtocols: (offered) => offered.has('mqtt') && 'mqtt' }).on('connection', (socket, request) => {
  const stream = createWebSocketStream(socket);
  stream.on('error', () => {});
  broker.handle(stream, request);
});
listen(server);
