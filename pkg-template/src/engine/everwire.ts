import { attach, imports } from '#everwire.link';

import { Engine } from './loading.js';

/** The engine of `EverSocket`. */
export const everwireEngine = /* @__PURE__ */ new Engine(imports, attach);
