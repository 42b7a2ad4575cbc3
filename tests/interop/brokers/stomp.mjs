// RabbitMQ with its Web STOMP plugin, in a temporary folder and on free ports.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { isListening, pickPort } from '../../proxies/support/ports.mjs';

const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const POLL = 100;

const home = mkdtempSync(join(tmpdir(), 'everwire-rabbitmq-'));
const [port, mapperPort, nodePort] = [await pickPort(), await pickPort(), await pickPort()];
const environment = {
  ...process.env,
  HOME: home,
  ERL_EPMD_PORT: String(mapperPort),
  ERL_EPMD_ADDRESS: '127.0.0.1',
  RABBITMQ_NODENAME: `everwire-${port}@localhost`,
  RABBITMQ_DIST_PORT: String(nodePort),
  RABBITMQ_CONF_ENV_FILE: '/dev/null',
  RABBITMQ_CONFIG_FILE: write('rabbitmq.conf', [
    'listeners.tcp = none',
    'stomp.listeners.tcp = none',
    'web_stomp.tcp.ip = 127.0.0.1',
    `web_stomp.tcp.port = ${port}`,
    'log.console.level = error',
  ].join('\n')),
  RABBITMQ_ENABLED_PLUGINS_FILE: write('enabled_plugins', '[rabbitmq_web_stomp].'),
  RABBITMQ_MNESIA_BASE: join(home, 'mnesia'),
  RABBITMQ_LOG_BASE: join(home, 'log'),
  RABBITMQ_GENERATED_CONFIG_DIR: join(home, 'config'),
  RABBITMQ_PID_FILE: join(home, 'pid'),
  RABBITMQ_LOGS: '-',
};

// Otherwise Erlang starts its port mapper itself and leaves it running.
const mapper = start('epmd', ['-port', String(mapperPort), '-address', '127.0.0.1']);
const rabbit = start(SERVER, []);
process.on('SIGTERM', end);
await Promise.race([listening(port), once(rabbit, 'exit')]);
console.log(`listening on http://127.0.0.1:${port}`);

function write(name, content) {
  const path = join(home, name);
  writeFileSync(path, `${content}\n`);
  return path;
}

function start(program, args) {
  return spawn(program, args, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function listening(awaited) {
  while (!await isListening(awaited)) {
    await pause(POLL);
  }
}

async function end() {
  await stop(rabbit);
  await stop(mapper);
  rmSync(home, { recursive: true, force: true });
  process.exit();
}

async function stop(child) {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}
