/** The classes under test. */
export const KINDS = {
  native: globalThis.WebSocket,
};
