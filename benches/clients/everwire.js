import { EverSocket } from '/everwire/everwire.js';

import { opened } from './native.js';

/** With `transport`, the client may use that transport only. `endpoints` is the base URL of the server's endpoints. */
export function connect({ work, onInstance, transport, endpoints = `${location.origin}/everwire` }) {
  const options = transport ? { transports: [transport] } : {};
  return opened(new EverSocket(`${endpoints}/${work}`, [], options), onInstance);
}
