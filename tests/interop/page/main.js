import { openGuest } from './guest.js';
import * as libraries from './libraries/index.js';
import { KINDS } from './kinds.js';
import * as scenarios from './scenarios.js';
import { openSurvivor } from './survivor.js';

const partners = { ...libraries, guest: openGuest, survivor: openSurvivor };
let partner;

/** The interface for the tests. Classes are named as in KINDS. */
globalThis.interop = {
  play: (scenario, { kind, ...settings }) => scenarios[scenario](KINDS[kind], settings),

  /** Connects a library, or a bare socket, with a class. One at a time. */
  async open(name, { kind, ...settings }) {
    partner = await partners[name](KINDS[kind], settings);
  },
  /** Makes a full round trip. */
  probe: (number) => partner.probe(number),
  account: () => partner.account(),
  close: () => partner.close(),
};
