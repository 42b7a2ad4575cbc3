import { EverSocket, init } from 'everwire/slim';
import wasm from 'everwire/everwire.wasm?url';

import { echo } from './echo';

await init(wasm);
await echo(EverSocket);
