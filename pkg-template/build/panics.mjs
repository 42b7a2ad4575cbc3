import { readFileSync, writeFileSync } from 'node:fs';

import binaryen from 'binaryen';

/** A crate of the standard library, as either of Rust's manglings writes it. */
const STD = String.raw`(core|alloc|std|__rustc)(\[\w+\])?`;

/** What panics, and what its messages are made with, which nothing else uses. */
const PANICS = [
  `^${STD}::panicking::`,
  `^${STD}::(option|result|cell|slice|str|thread|raw_vec|alloc)::.*(fail|failed|fail_rt|borrowed|error|overflow)$`,
  `^<.+ as ${STD}::fmt::Debug>::fmt`,
].map((pattern) => new RegExp(pattern));

/** The source files that panics name: where the module was built is nobody's business, too. */
const PLACES = /[\w./+-]+\.rs\b/g;

/**
 * Replaces the bodies of what panics by a trap, which is how a panic ends anyway: nobody reads its message. The optimiser
 * then removes what only they have called. The places of panics become zeros.
 */
export function cutPanics(file) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(readFileSync(file));
  const functions = Array.from({ length: module.getNumFunctions() }, (_, index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index)));
  for (const pattern of PANICS) {
    const found = functions.filter(({ name, module }) => module === '' && pattern.test(name));
    if (found.length === 0) {
      throw new Error(`${file} has no function ${pattern}: Rust calls it something else now`);
    }
    for (const { name, params, results } of found) {
      module.removeFunction(name);
      module.addFunction(name, params, results, [], module.unreachable());
    }
  }
  const bytes = Buffer.from(module.emitBinary()).toString('latin1');
  writeFileSync(file, bytes.replace(PLACES, (place) => '\0'.repeat(place.length)), 'latin1');
}
