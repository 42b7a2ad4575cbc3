import { WebSocket as Everwire } from 'everwire/websocket';

/** This package's class, where it is to do nothing but what the browser's does. */
class Once extends Everwire {
  constructor(url, protocols) {
    super(url, protocols, { reconnect: false });
  }
}

/** This package's class as it is by default, but for shorter delays. */
class Reconnecting extends Everwire {
  constructor(url, protocols) {
    super(url, protocols, { reconnectDelay: 20, maxReconnectDelay: 50 });
  }
}

/** The classes under test. */
export const KINDS = {
  native: globalThis.WebSocket,
  'reconnect: false': Once,
  default: Reconnecting,
};
