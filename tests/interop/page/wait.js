const POLL = 10;

/** Resolves after a time in ms. */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves once a condition holds. */
export async function until(condition) {
  while (!condition()) {
    await pause(POLL);
  }
}
