/** A page with one conversation in it. */
export class Speaker {
  #page;

  /** Opens the test page at `address` in `context`, without connecting. */
  static async open(context, address) {
    const speaker = new Speaker();
    speaker.#page = await context.newPage();
    await speaker.#page.goto(address);
    await speaker.#page.waitForFunction(() => globalThis.Conversation !== undefined);
    return speaker;
  }

  /** Connects to `path` and awaits one echo. Resolves with `transport` and `elapsed`, or rejects. */
  begin(path, options) {
    return this.#page.evaluate(([to, settings]) => {
      globalThis.conversation = new Conversation(to, settings);
      return conversation.begin();
    }, [path, options]);
  }

  /** Awaits the echoes of `count` texts and as many binary messages. Checks that none is lost, repeated or reordered. */
  async exchange(name, count) {
    await this.send(name, count);
    await this.settles();
    if (!(await this.isFlawless())) {
      const { sent, received } = await this.account();
      throw new Error(`lost, repeated or reordered: ${JSON.stringify({ sent, received })}`);
    }
  }

  send(name, count) {
    return this.#page.evaluate(([text, times]) => conversation.send(text, times), [name, count]);
  }

  settles() {
    return this.#page.evaluate(() => conversation.settles());
  }

  isFlawless() {
    return this.#page.evaluate(() => conversation.isFlawless());
  }

  /** Sends a text without waiting for its echo. Resolves with the time. */
  say(text) {
    return this.#page.evaluate((said) => {
      conversation.socket.send(said);
      return now();
    }, text);
  }

  receives(text) {
    return this.#page.evaluate((awaited) => conversation.receives(awaited), text);
  }

  happens(event, count) {
    return this.#page.evaluate(([name, times]) => conversation.happens(name, times), [event, count]);
  }

  /** The record of the conversation: messages sent and received, unconfirmed messages of lost sessions, and other events. */
  account() {
    return this.#page.evaluate(() => {
      const { sent, received, unconfirmed, events } = conversation;
      return { sent, received, unconfirmed, events };
    });
  }

  /** Sends texts and binary messages and calls `reconnect()` in the same turn. */
  sendAndReconnect(name, count) {
    return this.#page.evaluate(([text, times]) => {
      conversation.send(text, times);
      conversation.socket.reconnect();
    }, [name, count]);
  }

  /** Waits until the socket is connected and all sent messages are acknowledged. */
  isConnected() {
    return this.#page.evaluate(() => {
      const { socket } = conversation;
      return conversation.until(() => socket.connected && socket.unacknowledged === 0);
    });
  }

  /** Waits until the session has moved to `transport`. */
  isCarriedBy(transport) {
    return this.#page.evaluate((name) => conversation.until(() => conversation.socket.transport === name), transport);
  }

  reconnect() {
    return this.#page.evaluate(() => conversation.socket.reconnect());
  }

  close() {
    return this.#page.evaluate(() => conversation.close());
  }

  /** The page itself. */
  get page() {
    return this.#page;
  }
}
