/**
 * What the words choose. A word chooses every browser, scenario and contestant that has it in its name; of a kind that no
 * word chooses from, all are taken, but of browsers `defaultBrowsers`. `always` are contestants that nothing leaves out.
 */
export function choose(words, { browsers, defaultBrowsers, scenarios, contestants, always }) {
  const unknown = words.find((word) => ![...browsers, ...scenarios, ...contestants].some((name) => name.includes(word)));
  if (unknown) {
    throw new Error(`nothing is called ${unknown}. Scenarios: ${scenarios.join(', ')}`);
  }
  const pick = (names, otherwise = names) => {
    const picked = names.filter((name) => words.some((word) => name.includes(word)));
    return picked.length > 0 ? picked : otherwise;
  };
  const picked = pick(contestants);
  return {
    browsers: pick(browsers, defaultBrowsers),
    scenarios: pick(scenarios),
    contestants: contestants.filter((name) => picked.includes(name) || always.includes(name)),
  };
}
