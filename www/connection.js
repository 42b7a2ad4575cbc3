import { EverSocket } from './everwire/everwire.js';

/**
 * The page's socket, replaced when another transport is chosen. Fires `event` with a line for the log, and
 * `message` with the text of each message.
 */
export class Connection extends EventTarget {
  #url;
  #socket = null;

  /** How often the socket has reconnected. */
  reconnects = 0;

  constructor(url) {
    super();
    this.#url = url;
  }

  /** The current socket. */
  get socket() {
    return this.#socket;
  }

  /** Closes the current socket, if any, and makes one that uses `transport`; `automatic` is the best one that works. */
  open(transport) {
    this.#socket?.close(1000, 'another transport was chosen');
    this.reconnects = 0;
    const transports = transport === 'automatic' ? undefined : [transport];
    // Short times, so that a visitor sees the socket reconnect.
    const options = { reconnectDelay: 400, maxReconnectDelay: 4000, heartbeatInterval: 5000, heartbeatTimeout: 3000 };
    this.#socket = new EverSocket(this.#url, [], transports ? { ...options, transports } : options);
    this.#listen(this.#socket);
  }

  #listen(socket) {
    const report = (line) => this.dispatchEvent(new CustomEvent('event', { detail: line }));
    socket.onopen = ({ unconfirmed }) => {
      report(`open${unconfirmed.length ? ` unconfirmed=${unconfirmed.length}` : ''}`);
    };
    socket.onmessage = ({ data }) => this.dispatchEvent(new CustomEvent('message', { detail: data }));
    socket.onreconnecting = ({ attempt, delay, reason }) => {
      report(`reconnecting attempt=${attempt} delay=${Math.round(delay)}ms reason=${reason}`);
    };
    socket.onreconnected = ({ transport, downtime }) => {
      this.reconnects += 1;
      report(`reconnected transport=${transport} downtime=${Math.round(downtime)}ms`);
    };
    socket.onerror = ({ code, retryable, status }) => {
      report(`error code=${code} retryable=${retryable}${status ? ` status=${status}` : ''}`);
    };
    socket.onclose = ({ code, reason, wasClean }) => report(`close code=${code} wasClean=${wasClean} ${reason}`);
    socket.ondrain = () => report('drain');
  }
}
