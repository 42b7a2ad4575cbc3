import { Client } from '@stomp/stompjs';

import { until } from '../wait.js';

const RETRY = 50;

/**
 * A client that subscribes at each connection and sends again what the broker has not confirmed. The class replaces the
 * browser's global class, as in an application whose code cannot be changed.
 */
export async function openStomp(Socket, { url }) {
  globalThis.WebSocket = Socket;
  const destination = `/queue/${crypto.randomUUID()}`;
  const received = [];
  const errors = [];
  const client = new Client({
    brokerURL: `${url}/ws`,
    connectHeaders: { login: 'guest', passcode: 'guest' },
    reconnectDelay: RETRY,
    onConnect() {
      client.subscribe(destination, (message) => {
        received.push(message.body);
        message.ack();
      }, { ack: 'client-individual' });
    },
    onStompError: ({ headers }) => errors.push(headers.message),
  });
  client.activate();
  await until(() => client.connected);
  return {
    async probe(number) {
      const body = String(number);
      while (!await publish(client, destination, body));
      await until(() => received.includes(body));
      return body;
    },
    account: () => ({ distinct: new Set(received).size, errors }),
    close: () => client.deactivate(),
  };
}

/** Publishes when connected. Resolves with whether the broker confirmed it before the connection was lost. */
async function publish(client, destination, body) {
  await until(() => client.connected);
  const receipt = crypto.randomUUID();
  let isConfirmed = false;
  client.watchForReceipt(receipt, () => { isConfirmed = true; });
  const connection = client.webSocket;
  client.publish({ destination, body, headers: { receipt } });
  await until(() => isConfirmed || !client.connected || client.webSocket !== connection);
  return isConfirmed;
}
