/** Messages verbatim, for servers without a protocol of their own. */
const PLAIN = {
  encode: (message) => message,
  decode: (data) => ({ message: data }),
};

/** Engine.IO: a text begins with the digit of its packet type. */
const ENGINE = {
  encode: (message) => (typeof message === 'string' ? `4${message}` : message),
  decode(data) {
    if (typeof data !== 'string' || data[0] === '4') {
      return { message: typeof data === 'string' ? data.slice(1) : data };
    }
    return { reply: data === '2' ? '3' : undefined };
  },
};

const DIALECTS = { PLAIN, ENGINE };

/** A socket whose received messages wait in a queue. */
export class Dialogue {
  #dialect;
  #messages = [];
  #waiting = [];
  #closed;

  constructor(Socket, { url, protocols = [], dialect = 'PLAIN', binaryType = 'arraybuffer' }) {
    this.#dialect = DIALECTS[dialect];
    this.socket = new Socket(url, protocols);
    this.socket.binaryType = binaryType;
    this.socket.addEventListener('message', ({ data }) => this.#take(data));
    this.#closed = this.fires('close');
  }

  /** Opens a socket and waits until it can send. */
  static async open(Socket, settings) {
    const dialogue = new Dialogue(Socket, settings);
    const opened = dialogue.fires('open');
    const failed = dialogue.#closed.then(({ code, reason }) => Promise.reject(new Error(`closed: ${code} ${reason}`)));
    await Promise.race([opened, failed]);
    return dialogue;
  }

  send(message) {
    this.socket.send(this.#dialect.encode(message));
  }

  /** The next message. */
  next() {
    const [message] = this.#messages.splice(0, 1);
    return message === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : message;
  }

  /** Reads messages until one equals this one. */
  async receives(awaited) {
    while (await this.next() !== awaited);
    return awaited;
  }

  /** Waits for an event. Resolves with what `look` returns during its dispatch. */
  fires(type, look = (event) => event) {
    return new Promise((resolve) => {
      this.socket.addEventListener(type, (event) => resolve(look(event)), { once: true });
    });
  }

  /** Waits for `close`, after calling `close(code, reason)` if they are given. */
  async end(...how) {
    if (how.length > 0) {
      this.socket.close(...how);
    }
    const { code, reason, wasClean } = await this.#closed;
    return { code, reason, wasClean };
  }

  /** Closes without waiting for `close`. */
  leave() {
    this.socket.close(1000);
  }

  #take(data) {
    const { message, reply } = this.#dialect.decode(data);
    if (reply !== undefined) {
      this.socket.send(reply);
    }
    if (message !== undefined) {
      const taker = this.#waiting.shift();
      taker ? taker(message) : this.#messages.push(message);
    }
  }
}
