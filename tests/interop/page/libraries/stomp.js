import { Client } from '@stomp/stompjs';

import { until } from '../wait.js';

const RETRY = 50;

/**
 * A client that subscribes whenever it is connected, and sends again what the broker has not confirmed. The class takes the
 * place of the browser's, as in an application that is not to be touched.
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

/** Publishes once connected; resolves with whether the broker has confirmed it before the connection was lost. */
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
