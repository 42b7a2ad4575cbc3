import code from '#websocket.wasm';

import { decodeBase64 } from './engine/base64.js';
import { plainEngine } from './websocket/engine.js';

export { WebSocket } from './websocket/socket.js';
export { QueueEvent, ReconnectingEvent, type QueueOutcome, type WebSocketEventMap } from './websocket/events.js';
export type { Drop, HeartbeatOptions, QueueOptions, WebSocketOptions } from './websocket/options.js';
export type { Provided, ProtocolsSource, UrlSource } from './options.js';
export type { SendData } from './events.js';

plainEngine.source = () => decodeBase64(code);
