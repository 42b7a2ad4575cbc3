import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { PACKAGE, TEMPLATE } from './paths.mjs';

/** Prints what each file weighs, in bytes: as it is, and as it travels. Returns the rows. */
export function printSizes() {
  const rows = ['everwire.js', 'slim.js', 'everwire.wasm', 'websocket.js'].map((file) => weigh(join(PACKAGE, file)));
  const [, glue, wasm] = rows;
  rows.push(['slim and wasm', ...[1, 2, 3].map((index) => glue[index] + wasm[index])]);
  console.log(['file', 'raw', 'gzip -9', 'brotli -11'].map(column).join(''));
  for (const row of rows) {
    console.log(row.map(column).join(''));
  }
  return rows;
}

/** The rows that are above the budget, which is in bytes after gzip. One that has none is above it. */
function aboveBudget(rows) {
  const budget = JSON.parse(readFileSync(join(TEMPLATE, 'size-budget.json'), 'utf8'));
  return rows.filter(([name, , gzip]) => !(gzip <= budget[name])).map(([name]) => `${name}: at most ${budget[name]}`);
}

function weigh(file) {
  const bytes = readFileSync(file);
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return [basename(file), bytes.length, gzipSync(bytes, { level: 9 }).length, brotli.length];
}

function column(value, index) {
  return index === 0 ? String(value).padEnd(16) : String(value).padStart(12);
}

if (process.argv[1] === import.meta.filename) {
  const above = aboveBudget(printSizes());
  if (above.length > 0) {
    console.error(`\nabove the budget (gzip -9) of pkg-template/size-budget.json:\n${above.join('\n')}`);
    process.exitCode = 1;
  }
}
