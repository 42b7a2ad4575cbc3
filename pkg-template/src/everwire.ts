import code from '#everwire.wasm';

import { decodeBase64 } from './engine/base64.js';
import { sessionEngine } from './engine/session.js';

export * from './index.js';

sessionEngine.source = () => decodeBase64(code);
