/** Connects to `work` of the server that served the page. `onInstance` is called once there is a socket. */
export function connect({ work, onInstance }) {
  const socket = new WebSocket(`ws://${location.host}/plain/${work}`);
  return opened(socket, onInstance);
}

/** A link over anything that is like a WebSocket, once it is open. */
export function opened(socket, onInstance) {
  onInstance?.();
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    const link = {
      onmessage: null,
      /** Settles when the client knows that it has lost its connection. */
      lost: new Promise((lost) => {
        ['reconnecting', 'close'].forEach((event) => socket.addEventListener(event, lost));
      }),
      send: (data) => socket.send(data),
      close: () => new Promise((closed) => {
        socket.onclose = closed;
        socket.close();
      }),
    };
    socket.onopen = () => {
      socket.onclose = null;
      resolve(link);
    };
    socket.onclose = ({ code }) => reject(new Error(`closed with ${code}`));
    socket.onmessage = (event) => link.onmessage?.(event.data);
  });
}
