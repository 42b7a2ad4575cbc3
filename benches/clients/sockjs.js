import SockJS from 'sockjs-client';

import { opened } from './native.js';

/** With `transport`, the client may use that transport only. */
export function connect({ work, onInstance, transport }) {
  return opened(new SockJS(`/${work}`, null, transport && { transports: [transport] }), onInstance);
}
