// The words for failures, compared with their one declaration, which is Rust's: crates/core/src/error.rs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { ROOT, TEMPLATE } from './paths.mjs';

const RUST = join(ROOT, 'crates/core/src/error.rs');
const TYPESCRIPT = join(TEMPLATE, 'src/words/codes.ts');
const README = join(ROOT, 'README.md');

/** Numbers from here on are reported in events, those below are thrown. */
const FIRST_FAILURE = 20;

/** Words that are not their variants' names. */
const RENAMED = { Protocol: 'PROTOCOL_ERROR' };

/** Throws unless TypeScript has each code of Rust under its number, with a comment and a place in the README, and no other. */
export async function checkCodes() {
  const codes = declaredCodes();
  const faults = [...await wrongNumbers(codes), ...undocumented(codes)];
  if (faults.length > 0) {
    throw new Error(`the words for failures do not agree:\n${faults.join('\n')}`);
  }
}

/** The variants of `ErrorCode`, as `{ word, number }`. */
function declaredCodes() {
  const [, body] = /pub enum ErrorCode \{([^]*?)\n\}/.exec(readFileSync(RUST, 'utf8')) ?? [];
  const variants = Array.from(body?.matchAll(/^ {4}(\w+) = (\d+),$/gm) ?? []);
  if (variants.length === 0) {
    throw new Error(`${RUST} has no enum ErrorCode of numbered variants`);
  }
  return variants.map(([, name, number]) => ({ word: wordOf(name), number: Number(number) }));
}

function wordOf(name) {
  return RENAMED[name] ?? name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

/** Every number that a byte can hold, looked up as the package does. Those that mean nothing have the word for the unknown. */
async function wrongNumbers(codes) {
  const { thrownCode, failureCode } = await load(TYPESCRIPT);
  const words = new Map(codes.map(({ word, number }) => [number, word]));
  return Array.from({ length: 256 }, (_, number) => {
    const isFailure = number >= FIRST_FAILURE;
    const word = isFailure ? failureCode(number) : thrownCode(number);
    const expected = words.get(number) ?? (isFailure ? 'PROTOCOL_ERROR' : 'ENVIRONMENT');
    return word === expected ? [] : [`${number} is ${expected} in Rust and ${word} in TypeScript`];
  }).flat();
}

/** Words without a comment where their type is, or that the README does not have; and those that only the type has. */
function undocumented(codes) {
  const typed = readFileSync(TYPESCRIPT, 'utf8');
  const [, errors] = /^## Errors$([^]*?)^## /m.exec(readFileSync(README, 'utf8')) ?? [, ''];
  const words = new Set(codes.map(({ word }) => word));
  const members = Array.from(typed.matchAll(/^ {2}\| '(\w+)'/gm), ([, word]) => word);
  return [
    ...members.filter((word) => !words.has(word)).map((word) => `${word} is no code in Rust`),
    ...codes.flatMap(({ word }) => [
      ...(typed.includes(`*/\n  | '${word}'`) ? [] : [`${word} has no comment in TypeScript`]),
      ...(errors.includes(`\`${word}\``) ? [] : [`${word} is not among the errors of the README`]),
    ]),
  ];
}

async function load(file) {
  const { outputFiles } = await build({ entryPoints: [file], bundle: true, write: false, format: 'esm', logLevel: 'warning' });
  return await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

if (process.argv[1] === import.meta.filename) {
  await checkCodes();
}
