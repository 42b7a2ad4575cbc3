import { readFileSync, writeFileSync } from 'node:fs';

import binaryen from 'binaryen';

/**
 * What a panic calls, by name: a panic traps, and nobody reads its message. The third and fourth are what messages are made
 * with and nothing else uses.
 */
const PANICS = [
  /^core(\[\w+\])?::(panicking|option|result|cell)::(.*::)?(panic|unwrap_failed|expect_failed|assert_failed)/,
  /(::|_)(slice_index_fail|slice_error_fail|slice_error_fail_rt|len_mismatch_fail|assert_failed|panic_access_error|capacity_overflow|handle_error|handle_alloc_error)$/,
  /^<.* as core(\[\w+\])?::fmt::Debug>::fmt/,
  /^<.* as core(\[\w+\])?::panic::PanicPayload>::/,
];

/** Replaces the bodies of what a panic calls by a trap. The optimiser then removes what only they have called. */
export function cutPanics(file) {
  const module = binaryen.readBinary(readFileSync(file));
  const names = Array.from({ length: module.getNumFunctions() }, (_, index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index)))
    .filter(({ module }) => module === '');
  for (const pattern of PANICS) {
    const hits = names.filter(({ name }) => pattern.test(name));
    if (hits.length === 0) {
      throw new Error(`${file} has no function ${pattern}: Rust names it something else now`);
    }
    for (const { name, params, results } of hits) {
      module.removeFunction(name);
      module.addFunction(name, params, results, [], module.unreachable());
    }
  }
  writeFileSync(file, module.emitBinary());
}
