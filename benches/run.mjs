// Runs the benchmarks; results go to target/bench. See docs/benchmarks.md.
//
//   node benches/run.mjs [ONLY...]   ONLY: parts of names of scenarios, contestants or browsers; none means all
//   QUICK=1                          one round, fewer messages, essential sizes only; Chromium unless Firefox is named
//   ROUNDS=n                         rounds of each measurement, default 5
import { startChromium } from '../tests/support/engines/chromium.mjs';
import { startFirefox } from '../tests/support/engines/firefox.mjs';
import { BASELINE, CONTESTANTS } from './harness/contestants.mjs';
import { measure } from './harness/measure.mjs';
import { Report } from './harness/report.mjs';
import { choose } from './harness/selection.mjs';
import { startServers } from './harness/servers.mjs';
import { assembleSite } from './harness/site.mjs';
import { SCENARIOS } from './scenarios/index.mjs';

const BROWSERS = { chromium: startChromium, firefox: startFirefox };
const isQuick = Boolean(process.env.QUICK);
const rounds = Number(process.env.ROUNDS ?? (isQuick ? 1 : 5));

const chosen = choose(process.argv.slice(2), {
  browsers: Object.keys(BROWSERS),
  defaultBrowsers: isQuick ? ['chromium'] : Object.keys(BROWSERS),
  scenarios: Object.keys(SCENARIOS),
  contestants: CONTESTANTS.map(({ name }) => name),
  always: [BASELINE],
});
const contestants = CONTESTANTS.filter(({ name }) => chosen.contestants.includes(name));

await assembleSite();
const needed = contestants.flatMap(({ server, isChoosy }) => (isChoosy ? [server, `chaos ${server}`] : [server]));
const servers = await startServers(['chaos', ...needed]);
try {
  for (const name of chosen.browsers) {
    await runIn(BROWSERS[name]);
  }
} finally {
  await Promise.all([...servers.values()].map((server) => server.stop()));
}

async function runIn(start) {
  const browser = await start();
  const report = new Report(browser, { rounds, isQuick });
  try {
    for (const name of chosen.scenarios) {
      const module = SCENARIOS[name];
      for (const variant of variantsOf(module)) {
        await runVariant(browser, report, { name, module, variant });
      }
    }
  } finally {
    report.write();
    await browser.stop();
  }
}

function variantsOf({ variants, quick }) {
  const essential = variants.filter(({ isEssential }) => isEssential);
  return isQuick ? (essential.length > 0 ? essential : variants).map(quick) : variants;
}

/** Contestants take turns, so that other load on the machine affects all of them. */
async function runVariant(browser, report, scenario) {
  const { variant, module } = scenario;
  const isAble = (contestant) => (contestant.binary || variant.kind !== 'binary') && (module.isFor?.(contestant) ?? !contestant.isChoosy);
  const able = contestants.filter(isAble);
  const table = report.table(scenario);
  const failed = new Set();
  for (let round = 0; round < Math.min(rounds, module.rounds ?? rounds); round += 1) {
    for (const contestant of able.filter(({ name }) => !failed.has(name))) {
      try {
        table.add(contestant.name, await measure(browser, servers, contestant, scenario));
      } catch (error) {
        failed.add(contestant.name);
        table.fail(contestant.name, error.message);
      }
    }
  }
  console.log(table.toMarkdown());
}
