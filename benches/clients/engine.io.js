import { Socket } from 'engine.io-client';

/** The client may use `transport` only. */
export function connect({ work, onInstance, transport }) {
  const socket = new Socket(location.origin, { path: `/${work}`, transports: [transport] });
  socket.binaryType = 'arraybuffer';
  onInstance?.();
  return new Promise((resolve, reject) => {
    const link = {
      onmessage: null,
      send: (data) => socket.send(data),
      close: () => new Promise((closed) => {
        socket.on('close', closed);
        socket.close();
      }),
    };
    socket.on('open', () => resolve(link));
    socket.on('error', reject);
    socket.on('message', (data) => link.onmessage?.(data));
  });
}
