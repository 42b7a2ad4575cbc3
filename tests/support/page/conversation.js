import { EverSocket } from './everwire/everwire.js';

/** One socket, and everything that happened to it. */
class Conversation {
  #begun = performance.now();
  #waiting = new Set();

  /** What was sent, in order: texts, and bytes as `bytes 1,2,3`. */
  sent = [];
  /** What arrived, likewise. */
  received = [];
  /** What else happened: `open`, `reconnecting`, `reconnected`, `error CODE`, `close`. */
  events = [];
  /** What lost sessions left behind: messages that may not have arrived, as in `received`. */
  unconfirmed = [];

  constructor(path, options) {
    this.socket = new EverSocket(new URL(path, location.href), [], options);
    this.socket.binaryType = 'arraybuffer';
    this.socket.addEventListener('message', ({ data }) => this.#note(() => this.received.push(shown(data))));
    this.#log('open', ({ unconfirmed }) => {
      this.unconfirmed.push(...unconfirmed.map(shown));
      return 'open';
    });
    this.#log('reconnecting', () => 'reconnecting');
    this.#log('reconnected', () => 'reconnected');
    this.#log('error', ({ code, status }) => (status ? `error ${code} ${status}` : `error ${code}`));
    this.#log('close', ({ code }) => `close ${code}`);
  }

  /** Has one message echoed; resolves with the transport and the time since construction in milliseconds. */
  async begin() {
    this.send('first');
    await this.until(() => this.received.length > 0);
    const { transport } = this.socket;
    const elapsed = performance.now() - this.#begun;
    await this.settles();
    return { transport, elapsed };
  }

  /** Sends the text `name`; with a `count`, so many numbered texts and as many binary messages, by turns. */
  send(name, count = 0) {
    const messages = count === 0 ? [name] : [];
    for (let index = 0; index < count; index += 1) {
      messages.push(`${name} ${index}`, new Uint8Array([index, 0, 255]));
    }
    for (const message of messages) {
      this.sent.push(shown(message));
      this.socket.send(message);
    }
  }

  /** Waits until all that was sent has come back and is acknowledged. */
  settles() {
    return this.until(() => this.#echoed() >= this.sent.length && this.socket.unacknowledged === 0);
  }

  /** Whether all that was sent came back once and in order, and nothing else but what begins with `push`. */
  isFlawless() {
    const echoed = this.received.filter((message) => !message.startsWith('push'));
    return JSON.stringify(echoed) === JSON.stringify(this.sent);
  }

  /** Waits for a message; resolves with the time in milliseconds since 1970. */
  async hears(text) {
    await this.until(() => this.received.includes(text));
    return now();
  }

  /** Waits until `event` has happened `count` times. */
  happens(event, count = 1) {
    return this.until(() => this.events.filter((seen) => seen.startsWith(event)).length >= count);
  }

  /** Waits until `condition` holds; rejects with what happened if the socket is closed before. */
  until(condition) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const holds = condition();
        if (holds || this.socket.readyState === EverSocket.CLOSED) {
          this.#waiting.delete(look);
          clearInterval(timer);
          holds ? resolve() : reject(new Error(this.events.join(', ')));
        }
      };
      // No event tells of acknowledgements.
      const timer = setInterval(look, 10);
      this.#waiting.add(look);
      look();
    });
  }

  async close() {
    this.socket.close(1000);
    await this.happens('close');
  }

  #echoed() {
    return this.received.filter((message) => !message.startsWith('push')).length;
  }

  #log(name, describe) {
    this.socket.addEventListener(name, (event) => this.#note(() => this.events.push(describe(event))));
  }

  #note(happened) {
    happened();
    [...this.#waiting].forEach((look) => look());
  }
}

function shown(data) {
  return typeof data === 'string' ? data : `bytes ${new Uint8Array(data)}`;
}

/** The time in milliseconds since 1970, as exact as this machine tells it. */
function now() {
  return performance.timeOrigin + performance.now();
}

globalThis.Conversation = Conversation;
globalThis.now = now;
