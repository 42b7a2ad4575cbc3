import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { BASELINE } from './contestants.mjs';
import { RESULTS } from './paths.mjs';
import { plot } from './plot.mjs';
import { median, spread } from './statistics.mjs';

const CPU_METRICS = {
  browser: { unit: 'µs CPU/message', better: 'lower' },
  server: { unit: 'µs CPU/message', better: 'lower' },
};

/** The results of all measurements in one browser. */
export class Report {
  #about;
  #tables = [];

  constructor({ name, version }, { rounds, isQuick }) {
    this.#about = {
      browser: name, version, rounds, quick: isQuick, machine: `${cpus().length} x ${cpus()[0]?.model}`,
    };
  }

  /** Adds a table for one variant of a scenario. */
  table(scenario) {
    const table = new Table(scenario);
    this.#tables.push(table);
    return table;
  }

  /** Writes `BROWSER.json`, `BROWSER.md` and `BROWSER.svg`. */
  write() {
    mkdirSync(RESULTS, { recursive: true });
    const { browser, version, machine, rounds } = this.#about;
    const head = `# ${version}\n\n${machine}; medians of ${rounds} interleaved rounds, ± half of their range, `
      + '(ratio to native).\n\n';
    const tables = this.#tables.map((table) => table.toJSON());
    const save = (extension, text) => writeFileSync(join(RESULTS, `${browser}.${extension}`), text);
    save('json', JSON.stringify({ ...this.#about, tables }, null, 1));
    save('md', head + this.#tables.map((table) => table.toMarkdown()).join('\n'));
    save('svg', plot(version, tables));
  }
}

/** The results of all contestants in one variant of a scenario. */
class Table {
  #title;
  #scenario;
  #metrics;
  #rows = new Map();
  #failures = new Map();

  constructor({ name, module, variant }) {
    this.#title = `${module.title}: ${variant.name}`;
    this.#scenario = { scenario: name, variant: variant.name };
    this.#metrics = { ...module.metrics, ...(module.measuresCpu ? CPU_METRICS : {}) };
  }

  /** Adds the values of a contestant in one round. */
  add(contestant, values) {
    this.#rows.set(contestant, [...(this.#rows.get(contestant) ?? []), values]);
  }

  /** Records why a contestant has no values. */
  fail(contestant, reason) {
    this.#failures.set(contestant, reason);
  }

  toJSON() {
    const rows = [...this.#rows.keys()].map((contestant) => ({ contestant, ...this.#summary(contestant) }));
    return { ...this.#scenario, title: this.#title, metrics: this.#metrics, rows, failures: Object.fromEntries(this.#failures) };
  }

  toMarkdown() {
    const heads = Object.entries(this.#metrics).map(([metric, { unit }]) => `${metric}, ${unit}`);
    const rows = this.toJSON().rows.map(({ contestant, ...summary }) =>
      [contestant, ...Object.keys(this.#metrics).map((metric) => cell(summary[metric]))]);
    const failures = [...this.#failures].map(([contestant, reason]) =>
      [contestant, `failed: ${reason.split('\n')[0]}`, ...heads.slice(1).map(() => '')]);
    const line = (cells) => `| ${cells.join(' | ')} |`;
    const lines = [['', ...heads], ['---', ...heads.map(() => '---:')], ...rows, ...failures].map(line);
    return `## ${this.#title}\n\n${lines.join('\n')}\n`;
  }

  #summary(contestant) {
    const columns = Object.keys(this.#metrics).map((metric) => {
      const values = this.#rows.get(contestant).map((row) => row[metric]);
      const baseline = this.#rows.get(BASELINE)?.map((row) => row[metric]);
      const ratio = baseline ? median(values) / median(baseline) : null;
      return [metric, { median: median(values), spread: spread(values), ratio, values }];
    });
    return Object.fromEntries(columns);
  }
}

function cell({ median: value, spread: half, ratio }) {
  const compared = ratio === null ? '' : ` (${digits(ratio)} x)`;
  return `${digits(value)} ± ${Math.round(half * 100)} %${compared}`;
}

function digits(value) {
  if (value >= 1000) {
    return Math.round(value).toLocaleString('en');
  }
  return value.toPrecision(value >= 100 ? 3 : 2);
}
