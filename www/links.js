// The page's hold on the browser's own connections, so that it can break them under the socket. Everwire knows nothing
// of it: it makes its connections through the same global names as ever.

const BLOCKED = 'websocket-blocked';

/** Every connection that is open or being opened, with the way to break it. */
const links = new Map();

const BrowserWebSocket = window.WebSocket;
const BrowserEventSource = window.EventSource;
const BrowserRequest = window.XMLHttpRequest;

/** Closes every connection that Everwire has; returns how many there were. */
export function dropLinks() {
  const breaks = [...links.values()];
  links.clear();
  breaks.forEach((breakLink) => breakLink());
  return breaks.length;
}

/** Whether WebSocket handshakes are refused in this tab. */
export function areWebSocketsBlocked() {
  return sessionStorage.getItem(BLOCKED) !== null;
}

/** Has WebSocket handshakes of this tab refused from now on, also after a reload, or allows them again. */
export function blockWebSockets(blocked) {
  if (blocked) {
    sessionStorage.setItem(BLOCKED, 'yes');
  } else {
    sessionStorage.removeItem(BLOCKED);
  }
}

window.WebSocket = class WebSocket extends BrowserWebSocket {
  constructor(url, protocols) {
    super(areWebSocketsBlocked() ? refusing() : url, protocols);
    links.set(this, () => this.close());
    this.addEventListener('close', () => links.delete(this));
  }
};

window.EventSource = class EventSource extends BrowserEventSource {
  constructor(url, init) {
    super(url, init);
    // The browser says nothing when it is the page that closes an EventSource, but much when the network does.
    links.set(this, () => {
      super.close();
      this.dispatchEvent(new Event('error'));
    });
  }

  close() {
    links.delete(this);
    super.close();
  }
};

window.XMLHttpRequest = class XMLHttpRequest extends BrowserRequest {
  send(body) {
    links.set(this, () => this.abort());
    this.addEventListener('loadend', () => links.delete(this));
    super.send(body);
  }
};

// There is nothing at this address, so the server refuses the handshake.
function refusing() {
  const url = new URL('/no-websocket-here', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return url;
}
