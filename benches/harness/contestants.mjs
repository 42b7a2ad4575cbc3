const NONE = {};

/**
 * The clients that are measured. `binary` says whether messages may be binary. Native is measured twice, to show the noise.
 * `everwire` runs with its default options and chooses its transport itself.
 */
export const CONTESTANTS = [
  { name: 'native', client: 'native', server: 'rust', binary: true, options: NONE },
  { name: 'native again', client: 'native', server: 'rust', binary: true, options: NONE },
  { name: 'everwire', client: 'everwire', server: 'rust', binary: true, options: NONE },
  ...['websocket', 'sse', 'longpoll'].map((transport) => ({
    name: `everwire ${transport}`, client: 'everwire', server: 'rust', binary: true, options: { transport },
  })),
  { name: 'everwire/websocket', client: 'everwire-websocket', server: 'rust', binary: true, options: NONE },
  {
    name: 'everwire/websocket, reconnect: false', client: 'everwire-websocket', server: 'rust', binary: true,
    options: { reconnect: false },
  },
  { name: 'reconnecting-websocket', client: 'reconnecting-websocket', server: 'rust', binary: true, options: NONE },
  { name: 'partysocket', client: 'partysocket', server: 'rust', binary: true, options: NONE },
  ...['websocket', 'polling'].map((transport) => ({
    name: `engine.io ${transport}`, client: 'engine.io', server: 'engine.io', binary: true, options: { transport },
  })),
  ...['websocket', 'polling'].map((transport) => ({
    name: `socket.io ${transport}`, client: 'socket.io', server: 'socket.io', binary: true, options: { transport },
  })),
  ...['websocket', 'xhr-streaming', 'eventsource', 'xhr-polling'].map((transport) => ({
    name: `sockjs ${transport}`, client: 'sockjs', server: 'sockjs', binary: false, options: { transport },
  })),
  // With default options, so that they choose their transport; only for scenarios that select them.
  ...['socket.io', 'sockjs'].map((name) => ({
    name: `${name} by default`, client: name, server: name, binary: false, options: NONE, isChoosy: true,
  })),
];

/** The contestant that the ratios refer to. */
export const BASELINE = 'native';
