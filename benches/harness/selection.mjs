/**
 * Selects browsers, scenarios and contestants by words. A word selects each one whose name contains it. If no word matches
 * any scenario, all scenarios are selected; likewise all contestants, and `defaultBrowsers`. Contestants in `always` are
 * always selected.
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
