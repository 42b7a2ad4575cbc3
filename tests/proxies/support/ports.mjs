import { once } from 'node:events';
import { connect, createServer } from 'node:net';

// Below the ephemeral port range, so that no outgoing connection takes a port meanwhile.
const FIRST = 20_000;
const COUNT = 12_000;

/** Picks a free port of 127.0.0.1. */
export async function pickPort() {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await canListen(port)) {
      return port;
    }
  }
}

/** Whether a port of 127.0.0.1 accepts connections. */
export async function isListening(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function canListen(port) {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
