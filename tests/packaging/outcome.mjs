/** The outcome of a page that had its messages echoed. */
export const ECHOED = { received: ['héllo', [0, 127, 255]], code: 1000, reason: 'enough', wasClean: true };

/** Opens a page in a fresh profile and resolves with the outcome that it shows. */
export async function outcomeOf(browser, address) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(address);
    return JSON.parse(await page.locator('output').textContent());
  } finally {
    await context.close();
  }
}
