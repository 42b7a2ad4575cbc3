import { attach, imports } from '#websocket.link';

import { Engine } from './loading.js';

/** The engine of `WebSocket`. */
export const websocketEngine = /* @__PURE__ */ new Engine(imports, attach);
