import { WebSocket } from '/everwire/websocket.js';

import { opened } from './native.js';

/** `plain` is the base URL of the server's endpoints for plain WebSockets; `reconnect` is passed as the option. */
export function connect({ work, onInstance, reconnect, plain = `ws://${location.host}/plain` }) {
  const options = reconnect === undefined ? {} : { reconnect };
  return opened(new WebSocket(`${plain}/${work}`, [], options), onInstance);
}
