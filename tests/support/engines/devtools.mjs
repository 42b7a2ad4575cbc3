import { WebSocket } from 'ws';

/** A bare connection to Chromium's debugging port. It enables no domain, since events would cost the browser CPU time. */
export class DevTools {
  #socket;
  #calls = new Map();
  #last = 0;

  /** Connects to the browser at `address`. */
  static connect(address) {
    const socket = new WebSocket(address, { maxPayload: 1 << 28 });
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(new DevTools(socket)));
      socket.once('error', reject);
    });
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#settle(JSON.parse(data)));
    socket.on('close', () => this.#fail(new Error('the browser is gone')));
  }

  /** Calls a method of the browser, or of the target with this session id. */
  call(method, params = {}, sessionId = undefined) {
    const id = (this.#last += 1);
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject }));
  }

  close() {
    this.#socket.close();
  }

  #settle({ id, result, error }) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error) {
      call?.reject(new Error(error.message));
    } else {
      call?.resolve(result);
    }
  }

  #fail(error) {
    for (const { reject } of this.#calls.values()) {
      reject(error);
    }
    this.#calls.clear();
  }
}
