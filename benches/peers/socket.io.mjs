#!/usr/bin/env node
// The last argument is the folder of the site; other servers use the arguments before it.
import { Server } from 'socket.io';

import { announce, serveSite } from './site.mjs';
import { WORK } from './work.mjs';

const server = serveSite(process.argv.at(-1));
const io = new Server(server, { maxHttpBufferSize: 1 << 26 });
for (const [name, work] of Object.entries(WORK)) {
  io.of(`/${name}`).on('connection', (socket) => socket.on('message', work((data) => socket.emit('message', data))));
}
announce(server);
