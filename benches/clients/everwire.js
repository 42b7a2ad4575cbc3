import { EverSocket } from '/everwire/everwire.js';

import { opened } from './native.js';

/** `transport`, if there is one, is the only one that may be used. `endpoints` is where the server has its endpoints. */
export function connect({ work, onInstance, transport, endpoints = `${location.origin}/everwire` }) {
  const options = transport ? { transports: [transport] } : {};
  return opened(new EverSocket(`${endpoints}/${work}`, [], options), onInstance);
}
