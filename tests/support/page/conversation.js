import { EverSocket } from './everwire/everwire.js';

/** One socket and a record of all its events. */
class Conversation {
  #begun = performance.now();
  #waiting = new Set();

  /** The messages sent, in order: texts, and bytes as `bytes 1,2,3`. */
  sent = [];
  /** The messages received, in the same form. */
  received = [];
  /** The other events: `open`, `reconnecting`, `reconnected`, `error CODE`, `close`. */
  events = [];
  /** The unconfirmed messages of lost sessions, in the same form. */
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

  /** Sends one message and awaits its echo. Resolves with the transport and the time since construction in milliseconds. */
  async begin() {
    this.send('first');
    await this.until(() => this.received.length > 0);
    const { transport } = this.socket;
    const elapsed = performance.now() - this.#begun;
    await this.settles();
    return { transport, elapsed };
  }

  /** Sends the text `name`; with `count`, that many numbered texts and as many binary messages, alternately. */
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

  /** Waits until all sent messages have been echoed and acknowledged. */
  settles() {
    return this.until(() => this.#echoed() >= this.sent.length && this.socket.unacknowledged === 0);
  }

  /** Whether every sent message was echoed once and in order, and nothing else arrived except texts that begin with `push`. */
  isFlawless() {
    const echoed = this.received.filter((message) => !message.startsWith('push'));
    return JSON.stringify(echoed) === JSON.stringify(this.sent);
  }

  /** Waits for a message. Resolves with the time in milliseconds since 1970. */
  async receives(text) {
    await this.until(() => this.received.includes(text));
    return now();
  }

  /** Waits until `event` has happened `count` times. */
  happens(event, count = 1) {
    return this.until(() => this.events.filter((seen) => seen.startsWith(event)).length >= count);
  }

  /** Waits until `condition` holds. Rejects with the record of events if the socket closes first. */
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
      // No event reports acknowledgements.
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

/** The time in milliseconds since 1970, at the clock's full resolution. */
function now() {
  return performance.timeOrigin + performance.now();
}

globalThis.Conversation = Conversation;
globalThis.now = now;
