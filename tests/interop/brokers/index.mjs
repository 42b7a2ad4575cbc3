import { fileURLToPath } from 'node:url';

const node = (name) => [process.execPath, fileURLToPath(new URL(`${name}.mjs`, import.meta.url))];

/** For each library, by its name in the page: its server program, its number of links, and the account after ten probes. */
export const LIBRARIES = {
  graphql: { command: node('graphql-ws'), links: 1, account: { failures: [], isOrdered: true } },
  yjs: { command: node('y-websocket'), links: 2, account: { isSame: true, length: 160 } },
  mqtt: { command: node('mqtt'), links: 2, account: { distinct: 50 } },
  stomp: { command: node('stomp'), links: 1, account: { distinct: 10, errors: [] } },
};
