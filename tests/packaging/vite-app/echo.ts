import type { EverSocket } from 'everwire';

/** Has text and bytes echoed by the server that the address names, and puts what came of it into the page, as JSON. */
export async function echo(type: typeof EverSocket): Promise<void> {
  const socket = new type(new URL('/echo', new URLSearchParams(location.search).get('server') ?? location.href));
  socket.binaryType = 'arraybuffer';
  const received: unknown[] = [];
  socket.onmessage = ({ data }) => {
    received.push(typeof data === 'string' ? data : [...new Uint8Array(data)]);
    if (received.length === 2) {
      socket.close(1000, 'enough');
    }
  };
  socket.onclose = ({ code, reason, wasClean }) => {
    const output = document.createElement('output');
    output.textContent = JSON.stringify({ received, code, reason, wasClean });
    document.body.append(output);
  };
  socket.send('héllo');
  socket.send(new Uint8Array([0, 127, 255]));
}
