import { attach } from 'engine.io';

import { announce, serveSite } from './site.mjs';
import { WORK } from './work.mjs';

const server = serveSite(process.argv[2]);
for (const [name, work] of Object.entries(WORK)) {
  const engine = attach(server, { path: `/${name}`, maxHttpBufferSize: 1 << 26, destroyUpgrade: false });
  engine.on('connection', (socket) => socket.on('message', work((data) => socket.send(data))));
}
announce(server);
