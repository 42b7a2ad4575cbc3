import mqtt from 'mqtt';

import { until } from '../wait.js';

const RETRY = 50;
const OFTEN = 5;

/** A publisher and a subscriber, with quality of service 1: every message arrives at least once. */
export async function openMqtt(Socket, { url }) {
  const topic = `interop/${crypto.randomUUID()}`;
  const received = [];
  const settings = {
    createWebsocket: (address, protocols) => new Socket(address, protocols),
    clean: false,
    reconnectPeriod: RETRY,
  };
  const subscriber = await mqtt.connectAsync(url, { ...settings, clientId: `${topic}/subscriber` });
  const publisher = await mqtt.connectAsync(url, { ...settings, clientId: `${topic}/publisher` });
  subscriber.on('message', (_topic, payload) => received.push(payload.toString()));
  await subscriber.subscribeAsync(topic, { qos: 1 });
  return {
    async probe(number) {
      const messages = Array.from({ length: OFTEN }, (_, index) => `${number}.${index}`);
      await Promise.all(messages.map((message) => publisher.publishAsync(topic, message, { qos: 1 })));
      await until(() => messages.every((message) => received.includes(message)));
      return String(number);
    },
    account: () => ({ distinct: new Set(received).size }),
    async close() {
      await Promise.all([subscriber, publisher].map((client) => client.endAsync(true)));
    },
  };
}
