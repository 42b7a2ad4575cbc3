/** Whether a contestant is a client library with its default options. */
export function isPeer({ client, options, isChoosy }) {
  const isFree = !options.transport && options.reconnect === undefined;
  return isChoosy || (isFree && ['everwire', 'reconnecting-websocket', 'partysocket'].includes(client));
}

/** Runs `what`; rejects with `failure` after `limit` ms. */
export async function within(limit, failure, what) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${failure} within ${limit / 1000} s`)), limit);
  });
  return Promise.race([what(), late]);
}
