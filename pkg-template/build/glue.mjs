import { readFileSync, writeFileSync } from 'node:fs';

/**
 * What wasm-bindgen writes for browsers older than ours, for callers other than ours, or at greater length than it need be:
 * what it is, and what takes its place. Each must be there as often as it is expected to be: `once`, or at least once.
 */
const REPLACEMENTS = [
  // Every import that may throw, called through a function that is made anew at every call.
  [/function\(\) \{ return handleError\(function (\(.*?\)) \{([^]*?)\}, arguments\); \}/g, 'handleError($1 => {$2})'],
  ['function handleError(f, args) {\n    try {\n        return f.apply(this, args);\n    } catch (e) {', 'const handleError = (f) => (...args) => {\n    try {\n        return f(...args);\n    } catch (e) {'],
  // The other imports.
  [/(\n {8}\w+: )function(\(.*?\)) \{/g, '$1$2 => {'],
  // Finalisation is older than private members.
  [/\(typeof FinalizationRegistry === 'undefined'\)\n\s*\? \{ register: \(\) => \{\}, unregister: \(\) => \{\} \}\n\s*: /g, ''],
  // So is encoding into memory that is there.
  [/\nif \(!\('encodeInto' in cachedTextEncoder\)\) \{[^]*?\n\}\n/, '\n'],
  // Memory that has grown has another buffer.
  [' || cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)', ' || cachedDataViewMemory0.buffer !== wasm.memory.buffer'],
  // The module comes as it should.
  [/\n {4}if \(module !== undefined\) \{[^]*?\n {4}\}\n/, '\n    ({module} = module);\n'],
  // Nobody frees it but the collector.
  [/\nif \(Symbol\.dispose\).*\n/, '\n'],
  [/\n {4}__destroy_into_raw\(\) \{[^]*?\n {4}\}\n {4}free\(\) \{[^]*?\n {4}\}\n/, '\n'],
];

/** Takes out of an engine's glue what no browser of ours needs. */
export function trimGlue(file) {
  const trim = (glue, [what, replacement]) => {
    const trimmed = glue.replace(what, replacement);
    if (trimmed === glue) {
      throw new Error(`${file} has no ${what}: wasm-bindgen writes something else now`);
    }
    return trimmed;
  };
  writeFileSync(file, REPLACEMENTS.reduce(trim, readFileSync(file, 'utf8')));
}
