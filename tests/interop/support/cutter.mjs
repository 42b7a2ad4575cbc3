import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Starts a TCP proxy in front of the server at `url`, which can cut its links. Resolves with its own `url`, the number of links
 * (`links`), `cut`, and `stop`.
 */
export async function startCutter(url) {
  const target = new URL(url);
  const links = new Set();
  let refusals = 0;
  const listener = createServer({ allowHalfOpen: true }, (inner) => {
    inner.on('error', () => {});
    if (refusals > 0) {
      refusals -= 1;
      inner.resetAndDestroy();
      return;
    }
    link(inner, target, links);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const cutter = new URL(url);
  cutter.port = listener.address().port;
  return {
    url: cutter.href.replace(/\/$/, ''),
    get links() {
      return links.size;
    },
    /**
     * Cuts every link on both sides, by a reset or an end of stream, always without a close frame. Then resets the next `refused`
     * connections. Returns how many links there were.
     */
    cut({ how = 'reset', refused = 0 } = {}) {
      refusals = refused;
      const count = links.size;
      [...links].forEach((one) => one.cut(how));
      return count;
    },
    async stop() {
      [...links].forEach((one) => one.cut('reset'));
      listener.close();
      await once(listener, 'close');
    },
  };
}

function link(inner, { hostname, port }, links) {
  const outer = connect({ host: hostname, port, allowHalfOpen: true });
  const ends = [inner, outer];
  const self = {
    cut(how) {
      links.delete(self);
      ends.forEach((end) => (how === 'reset' ? end.resetAndDestroy() : end.destroy()));
    },
  };
  links.add(self);
  ends.forEach((end) => {
    end.setNoDelay(true);
    end.on('error', () => self.cut('reset'));
    end.on('close', () => links.delete(self));
  });
  inner.pipe(outer);
  outer.pipe(inner);
}
