// One function per library. It takes a class and the `url` of the server, and resolves with `probe`, `account` and `close`.
export { openGraphql as graphql } from './graphql.js';
export { openMqtt as mqtt } from './mqtt.js';
export { openStomp as stomp } from './stomp.js';
export { openYjs as yjs } from './yjs.js';
