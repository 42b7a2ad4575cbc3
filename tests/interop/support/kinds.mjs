/** The classes under test, by their names in the page. */
export const KINDS = ['native'];
