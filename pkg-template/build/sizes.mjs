import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { PACKAGE, TEMPLATE } from './paths.mjs';
import { bundlePeers } from './peers.mjs';

/** What a page loads of each entry. */
const ENTRIES = [
  { name: 'everwire', files: ['everwire.js'] },
  { name: 'everwire/slim', files: ['slim.js', 'everwire.wasm'] },
  { name: 'everwire/websocket', files: ['websocket.js'] },
];

/** Prints what each entry and its parts weigh, in bytes: as they are, and as they travel. Returns the rows. */
export function printSizes() {
  const rows = ENTRIES.flatMap(({ name, files }) => {
    const parts = files.map((file) => weigh(`  ${file}`, readFileSync(join(PACKAGE, file))));
    return [sum(name, parts), ...parts];
  });
  print(rows, ['entry', 'raw', 'gzip -9', 'brotli -11']);
  return rows;
}

async function printPeers() {
  const peers = await bundlePeers();
  print(peers.map(([name, bytes]) => weigh(name, bytes)), ['peer', 'raw', 'gzip -9', 'brotli -11']);
}

/** The rows that are above the budget, which is in bytes after gzip. One that has none is above it. */
function aboveBudget(rows) {
  const budget = JSON.parse(readFileSync(join(TEMPLATE, 'size-budget.json'), 'utf8'));
  return rows
    .map(([name, , gzip]) => ({ name: name.trim(), gzip }))
    .filter(({ name, gzip }) => !(gzip <= budget[name]))
    .map(({ name, gzip }) => `${name}: ${gzip}, at most ${budget[name]}`);
}

function weigh(name, bytes) {
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return [name, bytes.length, gzipSync(bytes, { level: 9 }).length, brotli.length];
}

function sum(name, parts) {
  return [name, ...[1, 2, 3].map((index) => parts.reduce((total, part) => total + part[index], 0))];
}

function print(rows, head) {
  for (const row of [head, ...rows]) {
    console.log(row.map(column).join(''));
  }
}

function column(value, index) {
  return index === 0 ? value.padEnd(24) : String(value).padStart(12);
}

if (process.argv[1] === import.meta.filename) {
  const above = aboveBudget(printSizes());
  console.log();
  await printPeers();
  if (above.length > 0) {
    console.error(`\nabove the budget (gzip -9) of pkg-template/size-budget.json:\n${above.join('\n')}`);
    process.exitCode = 1;
  }
}
