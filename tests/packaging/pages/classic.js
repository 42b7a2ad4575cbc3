import { echo, show } from './echo.js';
import { EverSocket } from './node_modules/everwire/everwire.js';

show((url) => echo(EverSocket, url));
