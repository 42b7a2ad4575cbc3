const STATES = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'];

/** The refresh interval, in milliseconds. */
const REFRESH = 250;

/** Shows the state of the connection. */
export class StatusPanel {
  #connection;
  #byId;

  constructor(connection, byId) {
    this.#connection = connection;
    this.#byId = byId;
  }

  /** Starts refreshing the panel. */
  watch() {
    this.update();
    setInterval(() => this.update(), REFRESH);
  }

  update() {
    const { socket, reconnects } = this.#connection;
    this.#put('state', STATES[socket.readyState]);
    this.#put('connected', socket.connected ? 'yes' : 'no');
    this.#put('transport', socket.transport ?? 'none');
    this.#put('rtt', Number.isNaN(socket.rtt) ? 'unknown' : `${socket.rtt.toFixed(1)} ms`);
    this.#put('reconnects', String(reconnects));
    this.#put('unacknowledged', `${socket.unacknowledged} bytes`);
    this.#badge(badgeOf(socket));
  }

  #badge([state, label]) {
    this.#byId('badge').dataset.state = state;
    this.#put('badge', label);
  }

  // Only changed text is written, so that screen readers announce changes only.
  #put(id, text) {
    const element = this.#byId(id);
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }
}

function badgeOf(socket) {
  if (socket.readyState >= socket.CLOSING) {
    return ['closed', 'Closed'];
  }
  if (socket.connected) {
    return ['connected', 'Connected'];
  }
  return socket.readyState === socket.OPEN ? ['reconnecting', 'Reconnecting'] : ['connecting', 'Connecting'];
}
