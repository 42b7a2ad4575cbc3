import SockJS from 'sockjs-client';

import { opened } from './native.js';

/** `transport`, if there is one, is the only one that may be used. */
export function connect({ work, onInstance, transport }) {
  return opened(new SockJS(`/${work}`, null, transport && { transports: [transport] }), onInstance);
}
