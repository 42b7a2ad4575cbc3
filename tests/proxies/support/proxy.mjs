import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { makeCertificate } from './certificate.mjs';
import { CONFIGURATIONS, TARGET } from './paths.mjs';
import { isListening, pickPort } from './ports.mjs';

/** The time-out for the start of a proxy, in milliseconds. */
const START_TIMEOUT = 15_000;

/** How to configure and run each proxy. `parts` are its templates, by the names of the files that are written. */
const KINDS = {
  nginx: {
    parts: (settings, routing) => ({
      'main.conf': 'nginx/main.conf',
      'upstream.conf': `nginx/upstream/${routing}.conf`,
      'site.conf': `nginx/${settings}.conf`,
    }),
    command: (folder) => ['nginx', '-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'main.conf')],
    reload: 'SIGHUP',
  },
  haproxy: {
    parts: (settings, routing) => ({
      'main.cfg': 'haproxy/main.cfg',
      'site.cfg': `haproxy/${settings}.cfg`,
      'backend.cfg': `haproxy/backend/${routing}.cfg`,
    }),
    command: (folder) => [
      'haproxy', '-W', '-db', '-q',
      '-f', join(folder, 'main.cfg'), '-f', join(folder, 'site.cfg'), '-f', join(folder, 'backend.cfg'),
    ],
    reload: 'SIGUSR2',
  },
};

/** A real reverse proxy, on two free ports: HTTP/1.1 in clear, and HTTP/2 over TLS. */
export class Proxy {
  #kind;
  #folder;
  #ports;
  #child = null;
  #ended = null;

  /** Starts nginx or HAProxy with `settings` in front of one or two `servers` (URLs). `routing` says how it distributes requests. */
  static async start(name, settings, servers, routing = 'one') {
    const proxy = new Proxy();
    proxy.#kind = KINDS[name];
    proxy.#folder = join(TARGET, `${name}-${settings}-${routing}-${process.pid}`);
    proxy.#ports = { http: await pickPort(), https: await pickPort() };
    proxy.#configure(settings, routing, servers);
    await proxy.start();
    return proxy;
  }

  /** Its URL for a protocol: `h1` is HTTP/1.1 in clear, `h2` is HTTP/2 over TLS. */
  url(protocol) {
    const { http, https } = this.#ports;
    return protocol === 'h2' ? `https://127.0.0.1:${https}` : `http://127.0.0.1:${http}`;
  }

  /** Starts the proxy; after a stop, on the same ports. */
  async start() {
    const [program, ...args] = this.#kind.command(this.#folder);
    this.#child = spawn(findProgram(program), args, { stdio: ['ignore', 'inherit', 'inherit'] });
    this.#ended = once(this.#child, 'exit');
    const deadline = Date.now() + START_TIMEOUT;
    while (!(await isListening(this.#ports.http)) || !(await isListening(this.#ports.https))) {
      if (this.#child.exitCode !== null || Date.now() > deadline) {
        await this.stop();
        throw new Error(`${program} does not start: see its configuration and log in ${this.#folder}`);
      }
      await delay(20);
    }
  }

  /** Stops the proxy and ends all its connections. */
  async stop() {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }

  /** Makes the proxy reload its configuration. It ends connections of the old one some time later. */
  reload() {
    this.#child.kill(this.#kind.reload);
  }

  /** Stops the proxy and removes its files. */
  async remove() {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #configure(settings, routing, servers) {
    mkdirSync(this.#folder, { recursive: true });
    const [server, otherServer] = servers.map((url) => new URL(url).host);
    const { http, https } = this.#ports;
    const values = {
      ...makeCertificate(this.#folder),
      FOLDER: this.#folder,
      HTTP: `127.0.0.1:${http}`,
      HTTPS: `127.0.0.1:${https}`,
      SERVER: server,
      OTHER_SERVER: otherServer,
      USER: process.getuid() === 0 ? `user ${userInfo().username};` : '',
    };
    for (const [name, template] of Object.entries(this.#kind.parts(settings, routing))) {
      const text = readFileSync(join(CONFIGURATIONS, template), 'utf8');
      writeFileSync(join(this.#folder, name), text.replace(/@([A-Z_]+)@/g, (_, key) => values[key]));
    }
  }
}

// Debian installs servers to folders that are in the PATH of root only.
function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin'];
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (!found) {
    throw new Error(`${name} is missing. Run: make setup`);
  }
  return found;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
