import ReconnectingWebSocket from 'reconnecting-websocket';

import { opened } from './native.js';

/** `plain` is the base URL of the server's endpoints for plain WebSockets. */
export function connect({ work, onInstance, plain = `ws://${location.host}/plain` }) {
  return opened(new ReconnectingWebSocket(`${plain}/${work}`), onInstance);
}
