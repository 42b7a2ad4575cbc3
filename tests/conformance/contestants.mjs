// The classes under test, as scripts that replace the global `WebSocket` of a page or worker.
import { buildSync } from 'esbuild';

const BARE = `{
  const Native = WebSocket;
  self.WebSocket = class WebSocket extends Native {};
}`;

// The suite passes no options, so a proxy adds them.
const ALONE = `self.WebSocket = new Proxy(everwire.WebSocket, {
  construct(type, [url, protocols, ...rest], target) {
    const given = arguments[1].length === 0 ? [] : [url, protocols, { reconnect: false }];
    return Reflect.construct(type, given, target);
  },
});
Object.defineProperty(WebSocket.prototype, 'constructor', { value: WebSocket });`;

/** Returns the scripts by name; `entry` is the built `websocket.js`. */
export function contestants(entry) {
  const options = { bundle: true, write: false, format: 'iife', globalName: 'everwire', logLevel: 'warning' };
  const [{ text }] = buildSync({ entryPoints: [entry], ...options }).outputFiles;
  return {
    native: '',
    'class extends WebSocket {}': BARE,
    'everwire/websocket, reconnect: false': `{ ${text} ${ALONE} }`,
    'everwire/websocket': `{ ${text} self.WebSocket = everwire.WebSocket; }`,
  };
}
