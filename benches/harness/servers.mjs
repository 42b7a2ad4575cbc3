import { join } from 'node:path';

import { startChild } from '../../tests/support/engines/child.mjs';
import { BENCHES, ROOT, SITE } from './paths.mjs';

const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');

const PROGRAMS = {
  rust: [join(TARGET, 'server/everwire-bench-server'), SITE],
  chaos: chaos(join(TARGET, 'server/everwire-echo')),
  'chaos socket.io': chaos(join(BENCHES, 'peers/socket.io.mjs')),
  'chaos sockjs': chaos(join(BENCHES, 'peers/sockjs.mjs')),
  'engine.io': peer('engine.io'),
  'socket.io': peer('socket.io'),
  sockjs: peer('sockjs'),
};

function chaos(server) {
  return [join(TARGET, 'server/everwire-chaos'), '--server', server];
}

function peer(name) {
  return [process.execPath, join(BENCHES, `peers/${name}.mjs`), SITE];
}

/** Starts the servers with these names. Each has `pid` and `url`; `stop` ends it. */
export async function startServers(names) {
  const started = await Promise.all([...new Set(names)].map(async (name) => [name, await start(PROGRAMS[name])]));
  return new Map(started);
}

async function start([program, ...args]) {
  const { pid, match, stop } = startChild(program, args, { read: 'stdout' });
  return { pid, url: await match(/^(?:listening|control) on (\S+)$/), stop };
}
