export { EverSocket } from './socket.js';
export { OpenEvent, ReconnectedEvent, ReconnectingEvent, SocketCloseEvent, SocketErrorEvent, TransportEvent } from './events.js';
export { ConnectionError, type EverwireException } from './errors.js';
export type { EverSocketEventMap, SendData, UnconfirmedMessage } from './events.js';
export type { ErrorCode, FailureCode, ThrownCode, Transport } from './codes.js';
export type { EverSocketOptions, Provided, ProtocolsSource, ReconnectDecision, UrlSource } from './options.js';
export type { EventHandlers } from './handlers.js';
export type { Diagnosis, Environment, LinkStage, LinkStep } from './diagnosis.js';
export type { SocketStats } from './stats.js';
