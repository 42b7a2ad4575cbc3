import { initSync } from '#everwire';

import { Engine } from './loading.js';

/** The engine of `EverSocket`. */
export const everwireEngine = /* @__PURE__ */ new Engine(initSync);
