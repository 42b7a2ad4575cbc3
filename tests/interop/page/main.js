import * as libraries from './libraries/index.js';
import { KINDS } from './kinds.js';
import * as scenarios from './scenarios.js';

let library;

/** What the tests call. Classes go by their names in KINDS. */
globalThis.interop = {
  play: (scenario, { kind, ...settings }) => scenarios[scenario](KINDS[kind], settings),

  /** Has a library connect to its server with a class. */
  async open(name, { kind, url }) {
    library = await libraries[name](KINDS[kind], url);
  },
  /** Makes a full round trip. */
  probe: (number) => library.probe(number),
  account: () => library.account(),
  close: () => library.close(),
};
