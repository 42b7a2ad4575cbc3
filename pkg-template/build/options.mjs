// The option tables of both READMEs, compared with the TypeScript type, which tests of the SDK compare with Rust's declaration.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { ROOT, TEMPLATE } from './paths.mjs';

const TYPESCRIPT = join(TEMPLATE, 'src/words/everwire/options.ts');
const READMES = [join(ROOT, 'README.md'), join(TEMPLATE, 'README.md')];

/** Throws unless both tables have every option, with the default that its comment in TypeScript says. */
export function checkOptions() {
  const typed = typedDefaults();
  const faults = READMES.flatMap((readme) => {
    const shown = shownDefaults(readme);
    const names = new Set([...typed.keys(), ...shown.keys()]);
    return Array.from(names).flatMap((name) => compare(name, typed.get(name), shown.get(name)))
      .map((fault) => `${relative(ROOT, readme)}: ${fault}`);
  });
  if (faults.length > 0) {
    throw new Error(`the options do not agree:\n${faults.join('\n')}`);
  }
}

/** A default in words, such as "what the server grants", is only looked for, not compared. */
function compare(name, typed, shown) {
  if (typed === undefined || shown === undefined) {
    return [`${name} is ${typed === undefined ? 'not an option' : 'missing'}`];
  }
  return isLiteral(typed) && shown !== typed ? [`${name} is ${shown}, by default it is ${typed}`] : [];
}

function isLiteral(text) {
  return /^(\d+|Infinity|'.*'|\[.*\])$/.test(text);
}

/** The defaults of `EverSocketOptions`, by name. */
function typedDefaults() {
  const [, body] = /export interface EverSocketOptions \{([^]*?)\n\}/.exec(readFileSync(TYPESCRIPT, 'utf8')) ?? [];
  const members = Array.from(body?.matchAll(/Default: ((?:(?!\*\/)[^])*?)\.\s*\*\/\n {2}(\w+)\?:/g) ?? []);
  const count = body?.match(/^ {2}\w+\?:/gm)?.length ?? 0;
  if (count === 0 || members.length !== count) {
    throw new Error(`${TYPESCRIPT}: ${members.length} of ${count} options have a comment that ends with the default`);
  }
  return new Map(members.map(([, text, name]) => [name, text.replaceAll('`', '')]));
}

/** The rows of the table of options: one default for all names of a row, or one for each. */
function shownDefaults(readme) {
  const [, rows] = /^\| option \| default \|.*\n\|[-|]+\n((?:\|.*\n)+)/m.exec(readFileSync(readme, 'utf8')) ?? [, ''];
  return new Map(rows.trim().split('\n').flatMap((row) => {
    const [first, second] = row.split('|').slice(1, 3).map((cell) => cell.replaceAll('`', '').trim());
    const names = first.split(', ');
    const defaults = (second.startsWith('[') ? [second] : second.split(', ')).map((text) => text.replace(/^(\d+) \w+$/, '$1'));
    return names.map((name, index) => [name, defaults[index] ?? defaults.at(-1)]);
  }));
}

if (process.argv[1] === import.meta.filename) {
  checkOptions();
}
