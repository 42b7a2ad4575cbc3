import { initSync } from '#websocket';

import { Engine } from '../engine/loading.js';

/** The engine of `WebSocket`. */
export const plainEngine = /* @__PURE__ */ new Engine(initSync);
