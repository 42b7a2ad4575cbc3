// Runs the public conformance suite of the WebSocket interface, from a web-platform-tests checkout, in Chromium.
//
//   run.mjs CHECKOUT [PART]     only the tests whose path contains PART
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { startBrowser } from '../support/browser.mjs';
import { contestants } from './contestants.mjs';
import { addresses } from './suite.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '../..');
const FOLDER = join(ROOT, 'target/conformance');
const INJECTED = join(FOLDER, 'injected.js');
/** How many pages run at a time. Tests mostly wait. */
const PAGES = 6;
/** In ms. The suite's own time-out is 10 s, or 60 s for tests that ask for it. */
const LIMIT = 65_000;
const PASS = 0;

const [checkout, part = ''] = process.argv.slice(2);
if (!checkout) {
  throw new Error('which checkout? Run: make conformance SUITE=path/of/web-platform-tests');
}
mkdirSync(join(FOLDER, 'certificates'), { recursive: true });
writeFileSync(INJECTED, '');
const server = await startSuite(resolve(checkout));
const browser = await startBrowser({
  args: ['--host-resolver-rules=MAP *.test 127.0.0.1', '--ignore-certificate-errors'],
});
const tests = addresses(resolve(checkout)).filter(({ path }) => path.includes(part));
let native;
for (const [name, script] of Object.entries(contestants(join(ROOT, 'dist/everwire/websocket.js')))) {
  writeFileSync(INJECTED, script);
  const results = await runAll(tests);
  native ??= results;
  report(name, results, native);
}
await browser.close();
server.stop();

async function startSuite(root) {
  const python = join(FOLDER, 'venv/bin/python');
  const child = spawn(python, [join(HERE, 'serve.py'), root, INJECTED, FOLDER], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { ...JSON.parse(line), stop: () => child.stdin.end() };
}

/** Resolves with whether each subtest passed, by the test's path and the subtest's name. */
async function runAll(tests) {
  const results = new Map();
  const waiting = [...tests];
  await Promise.all(Array.from({ length: PAGES }, async () => {
    for (let test = waiting.shift(); test; test = waiting.shift()) {
      for (const [name, passed] of await runOne(test)) {
        results.set(`${test.path}: ${name}`, passed);
      }
    }
  }));
  return results;
}

async function runOne({ path, secure }) {
  const origin = secure ? `https://web-platform.test:${server.https}` : `http://web-platform.test:${server.http}`;
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  try {
    const page = await context.newPage();
    await page.goto(origin + path, { waitUntil: 'commit' });
    const outcome = await page.waitForFunction(() => window.conformance, undefined, { timeout: LIMIT, polling: 50 });
    const { tests } = await outcome.jsonValue();
    return tests.map(({ name, status }) => [name, status === PASS]);
  } catch {
    return [['(no result)', false]];
  } finally {
    await context.close();
  }
}

function report(name, results, native) {
  const passed = (result) => [...result.values()].filter(Boolean).length;
  const kept = [...native].filter(([, passes]) => passes);
  const lost = kept.filter(([subtest]) => !results.get(subtest)).map(([subtest]) => subtest);
  console.log(`${name}: ${passed(results)} of ${results.size} pass; ${kept.length - lost.length} of the ${kept.length} that pass natively`);
  for (const subtest of lost) {
    console.log(`  lost: ${subtest}`);
  }
}
