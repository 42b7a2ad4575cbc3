/** The classes under test, by their names in the page. */
export const KINDS = ['native', 'reconnect: false', 'default'];

/** Whether a class connects again by itself. */
export function reconnects(kind) {
  return kind === 'default';
}
