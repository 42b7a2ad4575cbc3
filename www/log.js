/** The maximum number of lines. */
const LIMIT = 200;

/** The event log, newest line last. */
export class EventLog {
  #list;

  constructor(list) {
    this.#list = list;
  }

  add(line) {
    const item = document.createElement('li');
    const time = document.createElement('time');
    time.textContent = new Date().toLocaleTimeString('en-GB');
    item.append(time, line);
    this.#list.append(item);
    if (this.#list.children.length > LIMIT) {
      this.#list.firstElementChild.remove();
    }
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}
