/** Whether a contestant is what an application would use by default. */
export function isPeer({ client, options, isChoosy }) {
  const isFree = !options.transport && options.reconnect === undefined;
  return isChoosy || (isFree && ['everwire', 'reconnecting-websocket', 'partysocket'].includes(client));
}

/** Does something that fails after so many ms. */
export async function within(limit, failure, what) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${failure} within ${limit / 1000} s`)), limit);
  });
  return Promise.race([what(), late]);
}
