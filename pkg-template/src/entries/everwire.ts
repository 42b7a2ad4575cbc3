import * as inlined from '#everwire.wasm';

import { everwireEngine } from '../engine/everwire.js';
import { decodeInlined } from '../engine/inlined.js';

export * from './shared.js';

everwireEngine.source = () => decodeInlined(inlined);
