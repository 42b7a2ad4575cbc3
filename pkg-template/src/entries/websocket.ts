import * as inlined from '#websocket.wasm';

import { decodeInlined } from '../engine/inlined.js';
import { websocketEngine } from '../engine/websocket.js';

export { WebSocket } from '../sockets/websocket.js';
export { QueueEvent, ReconnectingEvent, type QueueOutcome, type WebSocketEventMap } from '../words/websocket/events.js';
export type { Drop, HeartbeatOptions, QueueOptions, WebSocketOptions } from '../words/websocket/options.js';
export type { Provided, ProtocolsSource, UrlSource } from '../words/sources.js';
export type { SendData } from '../words/messages.js';

websocketEngine.source = () => decodeInlined(inlined);
