import { createClient } from 'graphql-ws';

import { pause, until } from '../wait.js';

const RETRY = 50;

/** A subscription that must continue, and queries that must be answered. */
export async function openGraphql(Socket, { url }) {
  const ticks = [];
  const failures = [];
  const client = createClient({
    url,
    webSocketImpl: Socket,
    lazy: false,
    retryAttempts: Infinity,
    retryWait: () => pause(RETRY),
    // By default the library gives up when a connection is refused.
    shouldRetry: () => true,
    onNonLazyError: (error) => failures.push(String(error)),
  });
  client.subscribe({ query: 'subscription { tick }' }, {
    next: ({ data }) => ticks.push(data.tick),
    error: (error) => failures.push(JSON.stringify(error)),
    complete: () => failures.push('the subscription ended'),
  });
  await until(() => ticks.length > 0);
  return {
    async probe(number) {
      const query = { query: 'query ($text: String!) { echo(text: $text) }', variables: { text: String(number) } };
      const { value } = await client.iterate(query).next();
      const seen = ticks.at(-1);
      await until(() => ticks.at(-1) > seen);
      return value.data.echo;
    },
    account() {
      const isOrdered = ticks.every((tick, index) => index === 0 || tick >= ticks[index - 1]);
      return { failures, isOrdered };
    },
    close: () => client.dispose(),
  };
}
