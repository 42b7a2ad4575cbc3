// Keeps count of what a page has under way, by wrapping the functions that begin and end it.

const TURNS = 100;

// The one at work: a test that has failed leaves its own behind.
let current = null;

export class Ledger {
  #timers = new Set();
  #listeners = new Map();
  #connections = new Set();
  #requests = new Set();
  #originals = [];

  constructor() {
    current?.restore();
    current = this;
    this.#watchTimers();
    this.#watchListeners();
    this.#watchRequests();
    this.#watchConnections('WebSocket', 2);
    this.#watchConnections('EventSource', 2);
  }

  timers() {
    return this.#timers.size;
  }

  listeners() {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0);
  }

  requests() {
    return this.#requests.size;
  }

  connections() {
    return [...this.#connections].filter(([connection, ended]) => connection.readyState < ended).length;
  }

  // What is left once the event loop has turned: [timers, listeners, requests, connections]. What an engine still has to
  // tell of its own end takes a few turns; what a socket had left would stay for seconds.
  async left() {
    const [[, , wait]] = this.#originals;
    const counts = () => [this.timers(), this.listeners(), this.requests(), this.connections()];
    for (let turn = 0; turn < TURNS && counts().some((count) => count > 0); turn += 1) {
      await new Promise((resolve) => wait.call(globalThis, resolve, 1));
    }
    return counts();
  }

  restore() {
    for (const [object, name, original] of this.#originals) {
      object[name] = original;
    }
    current = null;
  }

  #replace(object, name, make) {
    const original = object[name];
    this.#originals.push([object, name, original]);
    object[name] = make(original);
  }

  #watchTimers() {
    const timers = this.#timers;
    this.#replace(globalThis, 'setTimeout', (original) => (callback, delay, ...rest) => {
      const id = original.call(globalThis, () => {
        timers.delete(id);
        callback(...rest);
      }, delay);
      timers.add(id);
      return id;
    });
    this.#replace(globalThis, 'clearTimeout', (original) => (id) => {
      timers.delete(id);
      original.call(globalThis, id);
    });
  }

  #watchListeners() {
    const listeners = this.#listeners;
    const key = (target, name) => {
      if (!listeners.has(target)) {
        listeners.set(target, new Map());
      }
      return [listeners.get(target), name];
    };
    this.#replace(EventTarget.prototype, 'addEventListener', (original) => function add(name, listener, ...rest) {
      const [own] = key(this ?? globalThis, name);
      own.set(listener, name);
      original.call(this ?? globalThis, name, listener, ...rest);
    });
    this.#replace(EventTarget.prototype, 'removeEventListener', (original) => function remove(name, listener, ...rest) {
      const [own] = key(this ?? globalThis, name);
      own.delete(listener);
      original.call(this ?? globalThis, name, listener, ...rest);
    });
  }

  #watchRequests() {
    const requests = this.#requests;
    this.#replace(XMLHttpRequest.prototype, 'send', (original) => function send(...body) {
      requests.add(this);
      this.onloadend = () => requests.delete(this);
      original.apply(this, body);
    });
  }

  #watchConnections(name, ended) {
    const connections = this.#connections;
    this.#replace(globalThis, name, (Original) => class extends Original {
      constructor(...given) {
        super(...given);
        connections.add([this, ended]);
      }
    });
  }
}
