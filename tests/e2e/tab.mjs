/** One tab that shows the demo page. */
export class Tab {
  #page;

  /** Uncaught exceptions, and violations of the page's Content-Security-Policy. */
  problems = [];

  /** Opens the demo at `address` in a new tab of `context` and waits until it is connected. */
  static async open(context, address) {
    const tab = new Tab();
    tab.#page = await context.newPage();
    tab.#page.on('pageerror', (error) => tab.problems.push(error.message));
    tab.#page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) {
        tab.problems.push(message.text());
      }
    });
    await tab.#page.goto(address);
    await tab.connected();
    return tab;
  }

  /** Waits until the page says that it is connected, over `transport` if one is named, for `timeout` milliseconds. */
  async connected(transport = '', timeout = 30_000) {
    await this.#page.locator('#badge[data-state="connected"]').waitFor({ timeout });
    await this.#page.locator('#transport', { hasText: transport }).waitFor({ timeout });
  }

  /** Types a message and sends it. */
  async say(text) {
    await this.#page.fill('#text', text);
    await this.#page.click('button[type="submit"]');
  }

  /** Waits for a message, and until all messages of this tab are delivered. */
  async sees(text) {
    await this.#page.locator('#messages .body').getByText(text, { exact: true }).first().waitFor();
    await this.#page.locator('#messages:not(:has([data-pending]))').waitFor();
  }

  /** The texts of all messages that the tab shows, in order. */
  messages() {
    return this.#page.locator('#messages .body').allTextContents();
  }

  /** How many elements of the page match a selector. */
  count(selector) {
    return this.#page.locator(selector).count();
  }

  /** Waits for a line of the event log. */
  async logs(text) {
    await this.#page.locator('#events li', { hasText: text }).first().waitFor();
  }

  async press(name) {
    await this.#page.getByRole('button', { name }).click();
  }

  async choose(transport) {
    await this.#page.getByRole('radio', { name: transport }).check();
  }

  /** Drops the link and sends a message before the page has an event about the drop. */
  async dropAndSay(text) {
    await this.#page.evaluate((said) => {
      document.getElementById('drop').click();
      document.getElementById('text').value = said;
      document.getElementById('compose').requestSubmit();
    }, text);
  }

  /** Makes the page send a message as soon as a line appears in the event log. */
  async sayWhenLogged(line, text) {
    await this.#page.evaluate(([awaited, said]) => {
      const events = document.getElementById('events');
      const observer = new MutationObserver(() => {
        if (events.textContent.includes(awaited)) {
          observer.disconnect();
          document.getElementById('text').value = said;
          document.getElementById('compose').requestSubmit();
        }
      });
      observer.observe(events, { childList: true });
    }, [line, text]);
  }
}
