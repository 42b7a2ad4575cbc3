// What `everwire` and `everwire/slim` both export.
export { EverSocket } from '../sockets/eversocket.js';
export {
  OpenEvent, ReconnectedEvent, ReconnectingEvent, SocketCloseEvent, SocketErrorEvent, TransportEvent,
} from '../words/everwire/events.js';
export { ConnectionError, type EverwireException } from '../words/errors.js';
export type { EventHandlers, EverSocketEventMap } from '../words/everwire/events.js';
export type { SendData, UnconfirmedMessage } from '../words/messages.js';
export type { ErrorCode, FailureCode, ThrownCode, Transport } from '../words/codes.js';
export type { EverSocketOptions, ReconnectDecision } from '../words/everwire/options.js';
export type { Provided, ProtocolsSource, UrlSource } from '../words/sources.js';
export type { Diagnosis, Environment, LinkStage, LinkStep } from '../words/everwire/diagnosis.js';
export type { SocketStats } from '../words/everwire/stats.js';
