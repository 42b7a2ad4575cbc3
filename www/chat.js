/** The chat room: shows messages and sends what is typed. Messages are always shown as text, never as markup. */
export class Chat {
  #connection;
  #list;
  #name;
  #text;
  #pending = new Map();

  constructor(connection, { list, form, name, text }) {
    this.#connection = connection;
    this.#list = list;
    this.#name = name;
    this.#text = text;
    name.value = sessionStorage.getItem('name') ?? `Guest ${100 + Math.floor(Math.random() * 900)}`;
    name.addEventListener('change', () => sessionStorage.setItem('name', name.value));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  /** Shows a message of the room, or marks the page's own message as delivered. */
  receive(data) {
    const message = parse(data);
    const own = this.#pending.get(message.id);
    if (own) {
      this.#pending.delete(message.id);
      delete own.dataset.pending;
    } else {
      this.#show(message);
    }
  }

  #send() {
    const message = { id: crypto.getRandomValues(new Uint32Array(2)).join('-'), name: this.#name.value, text: this.#text.value };
    this.#connection.socket.send(JSON.stringify(message));
    this.#text.value = '';
    const item = this.#show(message);
    item.dataset.own = '';
    item.dataset.pending = '';
    this.#pending.set(message.id, item);
  }

  #show({ name, text }) {
    const item = document.createElement('li');
    const author = document.createElement('span');
    author.className = 'author';
    author.textContent = name;
    const body = document.createElement('span');
    body.className = 'body';
    body.textContent = text;
    item.append(author, body);
    this.#list.append(item);
    this.#list.scrollTop = this.#list.scrollHeight;
    return item;
  }
}

function parse(data) {
  try {
    const { id, name, text } = JSON.parse(data);
    return { id: String(id), name: String(name), text: String(text) };
  } catch {
    return { id: '', name: 'unknown', text: String(data) };
  }
}
