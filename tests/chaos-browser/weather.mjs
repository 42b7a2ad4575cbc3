// Bad weather for one network, drawn by a seed.
import { setTimeout as sleep } from 'node:timers/promises';

/** How long links live, in milliseconds. */
const SHORTEST = 200;
const LONGEST = 800;

/** A narrow connection lets through so many bytes a second each way; the ledgers need about 20,000 and their padding. */
const NARROW = 100_000;

/** How many cuts WebSocket is let through for, and then is not, by turns. */
const TURN = 4;
const OBSTACLES = ['refuse', 'swallow', 'silent', 'unavailable'];

/** A storm over `world`; what happens in it is the seed's choice. */
export class Storm {
  #world;
  #random;
  #hasWebSocket;
  #over = new AbortController();
  #running;

  /** How often links were cut and frozen, how often WebSocket went and came, and how many answers were to be lost. */
  counts = { cuts: 0, freezes: 0, widths: 0, turns: 0, lostAnswers: 0 };

  constructor(world, seed, { hasWebSocket }) {
    this.#world = world;
    this.#random = generator(seed);
    this.#hasWebSocket = hasWebSocket;
    this.#running = this.#run();
  }

  /** Calms it: every network passes again. */
  async calm() {
    this.#over.abort();
    await this.#running;
    await this.#world.thaw();
    await this.#world.bandwidth();
    await this.#world.faults({ all: 'pass' });
  }

  async #run() {
    for (let round = 1; !this.#over.signal.aborted; round += 1) {
      await this.#pause();
      if (this.#hasWebSocket && round % TURN === 0) {
        this.counts.turns += 1;
        await this.#world.faults({ websocket: this.counts.turns % 2 === 1 ? this.#pick(OBSTACLES) : 'pass' });
      }
      if (this.#random() < 0.3) {
        await this.#world.faults({ [this.#pick(['post', 'poll'])]: 'dropResponse', times: 1 });
        this.counts.lostAnswers += 1;
      }
      if (this.#random() < 0.1) {
        await this.#world.freeze();
        this.counts.freezes += 1;
        await this.#pause();
        await this.#world.thaw();
      }
      if (this.#random() < 0.2) {
        await this.#world.bandwidth(this.#random() < 0.5 ? NARROW : undefined);
        this.counts.widths += 1;
      }
      await this.#world.cut({ how: this.#random() < 0.7 ? 'reset' : 'close' });
      this.counts.cuts += 1;
    }
  }

  async #pause() {
    const duration = SHORTEST + this.#random() * (LONGEST - SHORTEST);
    await sleep(duration, null, { signal: this.#over.signal }).catch(() => {});
  }

  #pick(list) {
    return list[Math.floor(this.#random() * list.length)];
  }
}

/** Numbers from 0 to 1 (mulberry32). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
