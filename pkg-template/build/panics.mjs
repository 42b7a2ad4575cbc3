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

/** The bytes of a `core::panic::Location`: the address and the length of the path of a file, a line and a column. */
const LOCATION = 16;

/**
 * Replaces the bodies of what panics by a trap, which is how a panic ends anyway: nobody reads its message. The optimiser
 * then removes what only they have called. Of what only they have read, the places are zeroed, which compress better.
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
  const wasm = Buffer.from(module.emitBinary());
  const { data, offset } = module.getDataSegmentInfo(module.getDataSegment('.rodata'));
  const begin = wasm.indexOf(Buffer.from(data));
  clearLocations(wasm.subarray(begin, begin + data.byteLength), offset);
  writeFileSync(file, wasm);
}

/** Zeroes where panics happen, and the paths in it, which only their messages say. `constants` lie at `address` in memory. */
function clearLocations(constants, address) {
  const paths = [];
  for (let at = 0; at + LOCATION <= constants.length; at += 4) {
    const begin = constants.readUInt32LE(at) - address;
    const end = begin + constants.readUInt32LE(at + 4);
    if (begin >= 0 && constants.toString('latin1', begin, end).endsWith('.rs')) {
      paths.push([begin, end]);
      constants.fill(0, at, at + LOCATION);
    }
  }
  if (paths.length === 0) {
    throw new Error('no panic says where it happens: Rust keeps that in another form now');
  }
  paths.forEach(([begin, end]) => constants.fill(0, begin, end));
}
