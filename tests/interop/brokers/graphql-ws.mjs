// graphql-ws on `ws`: `echo` answers a query, `tick` sends all subscribers one common counter, which starts with the program.
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { setInterval as every } from 'node:timers/promises';
import { WebSocketServer } from 'ws';

import { createHttpServer, listen } from '../servers/node/program.mjs';

const TICK = 10;

const schema = buildSchema('type Query { echo(text: String!): String! } type Subscription { tick: Int! }');
const started = Date.now();

async function* ticks() {
  for await (const _ of every(TICK)) {
    yield { tick: Math.round((Date.now() - started) / TICK) };
  }
}

const server = createHttpServer();
useServer({ schema, roots: { query: { echo: ({ text }) => text }, subscription: { tick: ticks } } }, new WebSocketServer({ server }));
listen(server);
