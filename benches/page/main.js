/**
 * The interface for the harness. A page runs one measurement. `prepare` loads the scenario and warms up; it loads the client too,
 * unless the scenario measures that. `measure` is the part whose time and CPU are taken. `finish` closes the connections.
 */
class Bench {
  #scenario;
  #state;

  async prepare({ client, options, scenario, variant, world }) {
    const load = () => import(`/clients/${client}.js`);
    const connect = async (work, place = {}) => {
      const module = await load();
      return module.connect({ work, ...place, ...options });
    };
    this.#scenario = await import(`/scenarios/${scenario}.js`);
    this.#state = await this.#scenario.prepare({ load, connect, variant, world });
  }

  measure() {
    return this.#scenario.measure(this.#state);
  }

  finish() {
    return this.#scenario.finish(this.#state);
  }
}

globalThis.bench = new Bench();
