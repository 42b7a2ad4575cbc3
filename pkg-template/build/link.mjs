import { writeFileSync } from 'node:fs';

/**
 * Writes the script that joins a WebAssembly module to its glue, where the module has short names and the glue long ones:
 * wasm-bindgen's have hashes in them, which do not compress. The module calls the glue `name`; `imports` and `exports` are
 * what wasm-opt says, `[, long, short]` and `[long, short]`.
 */
export function writeLink(file, glue, name, { imports, exports }) {
  const given = imports.map(([, long, short]) => `${quote(short)}: glue.${long}`);
  const taken = exports.map(([long, short]) => `${quote(long)}: exports[${quote(short)}]`);
  writeFileSync(file, `import * as glue from ${quote(glue)};
export const imports = { ${quote(name)}: { ${given.join(', ')} } };
export function attach(exports) {
  const named = { ${taken.join(', ')} };
  glue.__wbg_set_wasm(named);
  named.__wbindgen_start();
}
`);
}

function quote(text) {
  return JSON.stringify(text);
}
