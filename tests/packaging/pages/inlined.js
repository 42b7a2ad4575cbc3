import { echo, show } from './echo.js';
import { EverSocket } from './node_modules/everwire/everwire.js';

await show((url) => echo(EverSocket, url));
