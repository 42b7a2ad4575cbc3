#!/usr/bin/env node
// The last argument is the folder of the site; other servers use the arguments before it.
import sockjs from 'sockjs';

import { announce, serveSite } from './site.mjs';
import { WORK } from './work.mjs';

const server = serveSite(process.argv.at(-1));
for (const [name, work] of Object.entries(WORK)) {
  const service = sockjs.createServer({ log: () => {} });
  service.on('connection', (connection) => connection.on('data', work((data) => connection.write(data))));
  service.installHandlers(server, { prefix: `/${name}` });
}
announce(server);
