import { initSync } from '#websocket';

import { Engine } from './loading.js';

/** The engine of `WebSocket`. */
export const websocketEngine = /* @__PURE__ */ new Engine(initSync);
