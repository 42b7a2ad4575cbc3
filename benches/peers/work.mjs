/**
 * The endpoints, the same as those of `everwire-bench-server`. Each takes a function that sends a message, and returns a function
 * that handles received messages.
 */
export const WORK = { echo, source, sink };

function echo(send) {
  return send;
}

function source(send) {
  return (order) => {
    const [count, size, kind] = String(order).split(' ');
    const message = kind === 'text' ? 'x'.repeat(Number(size)) : Buffer.alloc(Number(size), 'x');
    for (let sent = 0; sent < Number(count); sent += 1) {
      send(message);
    }
  };
}

function sink(send) {
  let ordered = 0;
  let missing = 0;
  return (message) => {
    if (missing === 0) {
      ordered = missing = Number(message);
    } else if ((missing -= 1) === 0) {
      send(String(ordered));
    }
  };
}
