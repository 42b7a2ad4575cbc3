import { echo } from './echo.js';
import { EverSocket } from './node_modules/everwire/everwire.js';

postMessage(await echo(EverSocket, new URL('/echo', location.href)));
