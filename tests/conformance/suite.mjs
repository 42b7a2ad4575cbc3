// Lists the paths of the WebSocket tests of a web-platform-tests checkout.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Excluded: another interface (`stream`), pages that other tests open, and tests that need parts of the suite or of a browser
 * that have nothing to do with WebSockets (the back/forward cache).
 */
const APART = /^(stream|multi-globals\/(support|url-parsing\/(current|incumbent))|.*\/resources)\/|back-forward-cache|-\d\.html$/;
/** Excluded: HTTP/2 needs a separate server. */
const HTTP2 = /wpt_flags=h2/;

/** The tests' paths, each with `secure`: whether it is loaded over https. */
export function addresses(checkout) {
  const root = join(checkout, 'websockets');
  const files = readdirSync(root, { recursive: true }).filter((path) => !APART.test(path));
  return files.toSorted().flatMap((path) => {
    const source = /\.(html|any\.js|window\.js|worker\.js)$/.test(path) ? readFileSync(join(root, path), 'utf8') : '';
    const isTest = path.endsWith('.js') || source.includes('testharness.js');
    const pages = source && isTest ? pagesOf(path, source) : [];
    return pages.flatMap((page) => variantsOf(source).map((variant) => ({
      path: `/websockets/${page}${variant}`,
      secure: page.includes('.https.') || variant.includes('wpt_flags=https'),
    })));
  });
}

function pagesOf(path, source) {
  if (path.endsWith('.any.js')) {
    const globals = /^\/\/ META: global=(.*)$/m.exec(source)?.[1].split(',') ?? ['window', 'dedicatedworker'];
    const has = (...names) => names.some((name) => globals.includes(name));
    return [
      ...(has('window') ? ['.any.html'] : []),
      ...(has('worker', 'dedicatedworker') ? ['.any.worker.html'] : []),
      ...(has('worker', 'sharedworker') ? ['.any.sharedworker.html'] : []),
    ].map((kind) => path.replace('.any.js', kind));
  }
  return [path.replace(/\.(window|worker)\.js$/, '.$1.html')];
}

function variantsOf(source) {
  const found = [...source.matchAll(/(?:META: variant=|name=["']?variant["']? content=["'])([^"'\n]*)/g)];
  const variants = found.map(([, variant]) => variant);
  return variants.length === 0 ? [''] : variants.filter((variant) => !HTTP2.test(variant));
}
