import { fileURLToPath } from 'node:url';

const node = (name) => [process.execPath, fileURLToPath(new URL(`${name}.mjs`, import.meta.url))];

/** The libraries by their names in the page, the programs they talk to, how many links they have, and what ten probes leave. */
export const LIBRARIES = {
  graphql: { command: node('graphql-ws'), links: 1, account: { failures: [], isOrdered: true } },
  yjs: { command: node('y-websocket'), links: 2, account: { isSame: true, length: 160 } },
  mqtt: { command: node('mqtt'), links: 2, account: { distinct: 50 } },
  stomp: { command: node('stomp'), links: 1, account: { distinct: 10, errors: [] } },
};
