import code from '#engine.wasm';

import { decodeBase64 } from './engine/base64.js';
import { setEngineSource } from './engine/loading.js';

export * from './index.js';

setEngineSource(() => decodeBase64(code));
