// Has text and bytes echoed, and puts what came of it into the page, as JSON.

/** Shows the outcome of `attempt`, which is given the address of the echo. */
export async function show(attempt) {
  const outcome = await attempt(new URL('/echo', location.href)).catch(({ name, message, everwireCode }) => ({
    name, message, everwireCode,
  }));
  const output = document.createElement('output');
  output.textContent = JSON.stringify(outcome);
  document.body.append(output);
}

/** Sends a text and bytes to `url` and resolves with what came back, and how the socket ended. */
export async function echo(EverSocket, url) {
  const socket = new EverSocket(url);
  socket.binaryType = 'arraybuffer';
  await socket.ready;
  const received = [];
  const both = new Promise((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      received.push(typeof data === 'string' ? data : [...new Uint8Array(data)]);
      if (received.length === 2) {
        resolve();
      }
    });
  });
  socket.send('héllo');
  socket.send(new Uint8Array([0, 127, 255]));
  await both;
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
  socket.close(1000, 'enough');
  const { code, reason, wasClean } = await closed;
  return { received, code, reason, wasClean };
}
