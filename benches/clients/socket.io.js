import { io } from 'socket.io-client';

/** With `transport`, the client may use that transport only. */
export function connect({ work, onInstance, transport }) {
  const socket = io(`/${work}`, { ...(transport && { transports: [transport] }), forceNew: true });
  onInstance?.();
  return new Promise((resolve, reject) => {
    const link = {
      onmessage: null,
      lost: new Promise((lost) => socket.on('disconnect', lost)),
      send: (data) => socket.emit('message', data),
      close: () => new Promise((closed) => {
        socket.io.engine.on('close', closed);
        socket.disconnect();
      }),
    };
    socket.on('connect', () => resolve(link));
    socket.on('connect_error', reject);
    socket.on('message', (data) => link.onmessage?.(data));
  });
}
