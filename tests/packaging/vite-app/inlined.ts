import { EverSocket } from 'everwire';

import { echo } from './echo';

await echo(EverSocket);
