/** Connects to the endpoint `work` of the server that served the page. Calls `onInstance` when the socket is constructed. */
export function connect({ work, onInstance }) {
  const socket = new WebSocket(`ws://${location.host}/plain/${work}`);
  return opened(socket, onInstance);
}

/** Resolves with a link over `socket`, which has the interface of a WebSocket, when it is open. */
export function opened(socket, onInstance) {
  onInstance?.();
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    const link = {
      onmessage: null,
      /** Settles when the client reports that its connection is lost. */
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
