import { EverSocket } from './everwire/everwire.js';

/** As the server's: every so many messages one is padded to a size at which it is not batched. */
const LARGE_EVERY = 500;
const PADDING = ` ${'x'.repeat(10_000)}`;
const TICK = 5;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Sends numbered messages and checks those that come. */
class Ledger {
  #socket;
  #count;
  #rate;
  #sent = 0;
  #expected = 0;
  #wrong = null;
  #result = null;
  #drops = 0;
  #sessions = 0;
  #end = null;
  /** What carried it, in order; the last is the present one. */
  #carriers = [];

  constructor({ url, count, rate, options }) {
    this.#count = count;
    this.#rate = rate;
    this.#socket = new EverSocket(new URL('/ledger', url), [], options);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onmessage = ({ data }) => this.#take(data);
    this.#socket.onopen = () => { this.#sessions += 1; };
    this.#socket.addEventListener('reconnecting', () => { this.#drops += 1; });
    this.#socket.onclose = ({ code, reason }) => { this.#end = `${code} ${reason}`; };
    this.#socket.send(`${count} ${rate}`);
    const begun = performance.now();
    const timer = setInterval(() => {
      this.#send((performance.now() - begun) * rate / 1000);
      if (this.#sent === count || this.#end !== null) {
        clearInterval(timer);
      }
    }, TICK);
  }

  /** How far it is. */
  get state() {
    return {
      sent: this.#sent,
      received: this.#expected,
      wrong: this.#wrong,
      result: this.#result,
      drops: this.#drops,
      sessions: this.#sessions,
      end: this.#end,
      transports: [...new Set(this.#carriers)],
      switches: Math.max(this.#carriers.length - 1, 0),
    };
  }

  close() {
    this.#socket.close(1000);
  }

  #send(due) {
    while (this.#sent < Math.min(due, this.#count) && this.#end === null) {
      this.#socket.send(message(this.#sent));
      this.#sent += 1;
    }
  }

  #take(data) {
    const { transport } = this.#socket;
    if (transport !== null && transport !== this.#carriers.at(-1)) {
      this.#carriers.push(transport);
    }
    const isText = typeof data === 'string';
    const text = isText ? data : decoder.decode(data);
    if (isText && text.startsWith('result: ')) {
      this.#result ??= text.slice('result: '.length);
    } else if (text === shown(this.#expected) && isText === isTextual(this.#expected)) {
      this.#expected += 1;
    } else {
      this.#wrong ??= `${JSON.stringify(text.slice(0, 20))} came in place of ${this.#expected}`;
    }
  }
}

function isTextual(number) {
  return number % 2 === 0;
}

function shown(number) {
  return number % LARGE_EVERY === 0 ? number + PADDING : String(number);
}

function message(number) {
  return isTextual(number) ? shown(number) : encoder.encode(shown(number));
}

/** Begins these ledgers. */
globalThis.begin = (orders) => {
  globalThis.ledgers = orders.map((order) => new Ledger(order));
  return true;
};
