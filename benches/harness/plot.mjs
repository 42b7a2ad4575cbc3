const WIDTH = 760;
const LABEL = 190;
const BAR = 16;
const COLOURS = { native: '#8a8f98', everwire: '#0a7d5a', other: '#b9bec7' };

/** Returns an SVG with a bar chart for the first metric of each table: ratios to native on a logarithmic scale. */
export function plot(title, tables) {
  let y = 30;
  const parts = [];
  for (const table of tables.filter(({ rows }) => rows.length > 0)) {
    const { body, height } = chart(table, y);
    parts.push(body);
    y += height;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="sans-serif" font-size="12">`
    + `<rect width="100%" height="100%" fill="#fff"/>${text(10, 20, title, 'font-weight="bold"')}${parts.join('')}</svg>\n`;
}

function chart({ title, metrics, rows }, top) {
  const [[metric, { unit, better }]] = Object.entries(metrics);
  const bars = rows.map((row) => ({ name: row.contestant, ...row[metric] })).filter(({ ratio }) => ratio > 0);
  const reach = Math.max(1, ...bars.map(({ ratio }) => Math.abs(Math.log10(ratio))));
  const middle = LABEL + (WIDTH - LABEL - 130) / 2;
  const scale = (WIDTH - LABEL - 130) / 2 / reach;
  const lines = bars.map(({ name, ratio, median }, index) => {
    const y = top + 24 + index * BAR;
    const length = Math.log10(ratio) * scale;
    const bar = `<rect x="${round(middle + Math.min(0, length))}" y="${y}" width="${round(Math.abs(length) + 1)}" `
      + `height="${BAR - 4}" fill="${colour(name)}"/>`;
    const label = `${Number(ratio.toPrecision(2))} x (${Number(median.toPrecision(3)).toLocaleString('en')})`;
    return text(10, y + 10, name) + bar + text(WIDTH - 125, y + 10, label);
  });
  const heading = text(10, top + 14, `${title}: ${metric} in ${unit}, ${better} is better`, 'font-weight="bold"');
  return { body: heading + lines.join(''), height: 36 + bars.length * BAR };
}

function colour(name) {
  const kind = Object.keys(COLOURS).find((known) => name.startsWith(known));
  return COLOURS[kind ?? 'other'];
}

function text(x, y, content, attributes = '') {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" ${attributes}>${escaped}</text>`;
}

function round(value) {
  return Math.round(value * 10) / 10;
}
