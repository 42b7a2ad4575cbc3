/** Counters of one socket since it was made. */
export interface SocketStats {
  /** Messages given to `send`. */
  readonly messagesSent: number;
  /** Messages that arrived. */
  readonly messagesReceived: number;
  /** Bytes of the messages given to `send`. */
  readonly bytesSent: number;
  /** Bytes of the messages that arrived; of texts, their length. */
  readonly bytesReceived: number;
  /** Frames given to a WebSocket; several messages may share one. */
  readonly framesSent: number;
  /** Frames that arrived over any transport. */
  readonly framesReceived: number;
  /** WebSockets, event streams and requests that were opened. */
  readonly channelsOpened: number;
  /** Drops that were mended. */
  readonly reconnects: number;
  /** Attempts to connect that failed. */
  readonly failures: number;
}
