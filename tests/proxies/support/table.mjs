import { CHOICES, PROTOCOLS, PROXIES } from '../expectations.mjs';

/** The matrix as Markdown: one row for each proxy, settings and protocol; one column for each choice of transports. */
export function table(cells) {
  const head = ['proxy', 'settings', 'to the browser', ...CHOICES.map((choice) => `\`${choice}\``)];
  const rows = PROXIES.flatMap(({ proxy, settings }) => Object.entries(PROTOCOLS).map(([protocol, label]) => {
    const shown = CHOICES.map((choice) => describe(cells.find((cell) => (
      cell.proxy === proxy && cell.settings === settings && cell.protocol === protocol && cell.choice === choice
    ))));
    return [proxy, settings, label, ...shown];
  }));
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function describe(cell) {
  if (!cell) {
    return '';
  }
  const { choice, transport, firstEcho, failure } = cell;
  if (transport) {
    return choice === 'default' ? `${transport}, ${Math.round(firstEcho)} ms` : `${Math.round(firstEcho)} ms`;
  }
  return failure ? `no: ${failure}` : 'failed';
}
