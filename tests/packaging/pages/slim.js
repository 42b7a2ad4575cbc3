import { echo, show } from './echo.js';
import { EverSocket, init } from './node_modules/everwire/slim.js';

await show(async (url) => {
  await init();
  return echo(EverSocket, url);
});
