/** The names of the classes under test, as in the page. */
export const KINDS = ['native', 'reconnect: false', 'default'];

/** Whether a class reconnects by itself. */
export function reconnects(kind) {
  return kind === 'default';
}
