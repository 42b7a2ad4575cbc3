// Profiles one measurement: time by function on the page's main thread in Chromium.
//
//   node benches/profile.mjs SCENARIO CONTESTANT VARIANT     node benches/profile.mjs flood-down 'everwire websocket' '64 B text'
import { startChromium } from '../tests/support/engines/chromium.mjs';
import { CONTESTANTS } from './harness/contestants.mjs';
import { measure } from './harness/measure.mjs';
import { startServers } from './harness/servers.mjs';
import { assembleSite } from './harness/site.mjs';
import { SCENARIOS } from './scenarios/index.mjs';

const [scenario = 'flood-down', contestantName = 'everwire websocket', variantName = '64 B text'] = process.argv.slice(2);
const contestant = CONTESTANTS.find(({ name }) => name === contestantName);
const module = SCENARIOS[scenario];
const variant = module.variants.find(({ name }) => name === variantName);

await assembleSite({ isReadable: true });
const servers = await startServers([contestant.server]);
const browser = await startChromium();
try {
  const profiled = { ...browser, openPage: async (url) => profiling(await browser.openPage(url)) };
  await measure(profiled, servers, contestant, { name: scenario, module, variant });
} finally {
  await browser.stop();
  await Promise.all([...servers.values()].map((server) => server.stop()));
}

/** Wraps the page so that a profile is recorded during the timed part. */
function profiling(page) {
  return {
    close: () => page.close(),
    async evaluate(expression) {
      if (expression !== 'bench.measure()') {
        return page.evaluate(expression);
      }
      const { result, profile } = await page.profile(() => page.evaluate(expression));
      print(profile, result);
      return result;
    },
  };
}

function print({ nodes, samples, timeDeltas, startTime, endTime }, result) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const times = new Map();
  samples.forEach((id, index) => {
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    const place = `${functionName || '(anonymous)'}  ${url.split('/').at(-1)}:${lineNumber + 1}`;
    times.set(place, (times.get(place) ?? 0) + timeDeltas[index]);
  });
  console.log(JSON.stringify(result), `${((endTime - startTime) / 1000).toFixed(1)} ms`);
  for (const [place, time] of [...times].sort(([, one], [, other]) => other - one).slice(0, 40)) {
    console.log(`${(time / 1000).toFixed(2).padStart(9)} ms  ${place}`);
  }
}
