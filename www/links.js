// Lets the page break the browser's own connections below the socket. It replaces the browser's global classes, which
// Everwire uses as always.

const BLOCKED = 'websocket-blocked';

/** Every connection that is connecting or open, with a function that breaks it. */
const links = new Map();

const BrowserWebSocket = window.WebSocket;
const BrowserEventSource = window.EventSource;
const BrowserRequest = window.XMLHttpRequest;

/** Closes every connection of Everwire. Returns how many there were. */
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

/** Makes all WebSocket handshakes of this tab fail, also after a reload, or allows them again. */
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
    // The browser fires no event when the page closes an EventSource, but fires `error` when the network does.
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

// The server has no endpoint at this URL and refuses the handshake.
function refusing() {
  const url = new URL('/no-websocket-here', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return url;
}
