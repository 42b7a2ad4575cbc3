import code from '#everwire.wasm';

import { everwireEngine } from '../engine/everwire.js';
import { decodeBase64 } from '../engine/inlined.js';

export * from './shared.js';

everwireEngine.source = () => decodeBase64(code);
