import { WebSocket as Everwire } from 'everwire/websocket';

/** This package's class, with the behaviour of the browser's class. */
class Once extends Everwire {
  constructor(url, protocols) {
    super(url, protocols, { reconnect: false });
  }
}

/** This package's class with default options, except for shorter delays. */
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
