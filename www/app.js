import { Chat } from './chat.js';
import { Connection } from './connection.js';
import { EventLog } from './log.js';
import { areWebSocketsBlocked, blockWebSockets, dropLinks } from './links.js';
import { StatusPanel } from './status.js';

const byId = (id) => document.getElementById(id);

const log = new EventLog(byId('events'));
const connection = new Connection(new URL('/chat', location.href));
const chat = new Chat(connection, { list: byId('messages'), form: byId('compose'), name: byId('name'), text: byId('text') });
const status = new StatusPanel(connection, byId);

connection.addEventListener('event', ({ detail }) => {
  log.add(detail);
  status.update();
});
connection.addEventListener('message', ({ detail }) => chat.receive(detail));

byId('drop').addEventListener('click', () => {
  log.add(`page: ${dropLinks()} browser connections closed`);
});

byId('block').addEventListener('click', () => {
  const blocked = !areWebSocketsBlocked();
  blockWebSockets(blocked);
  log.add(`page: WebSocket ${blocked ? 'blocked' : 'allowed'}`);
  showBlocked();
  if (blocked) {
    dropLinks();
  }
});

byId('choice').addEventListener('change', ({ target }) => {
  log.add(`page: transport ${target.value}`);
  connection.open(target.value);
});

function showBlocked() {
  byId('block').setAttribute('aria-pressed', String(areWebSocketsBlocked()));
}

showBlocked();
connection.open(document.querySelector('input[name="transport"]:checked').value);
status.watch();
