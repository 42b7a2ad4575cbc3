// The transports that must work behind each proxy, best first. The default uses one of them.

export const PROXIES = [
  { proxy: 'nginx', settings: 'default', works: ['sse', 'longpoll'] },
  { proxy: 'nginx', settings: 'recommended', works: ['websocket', 'sse', 'longpoll'] },
  { proxy: 'nginx', settings: 'hostile', works: ['longpoll'] },
  { proxy: 'haproxy', settings: 'default', works: ['websocket', 'sse', 'longpoll'] },
  { proxy: 'haproxy', settings: 'recommended', works: ['websocket', 'sse', 'longpoll'] },
  { proxy: 'haproxy', settings: 'hostile', works: ['longpoll'] },
];

export const PROTOCOLS = { h1: 'HTTP/1.1', h2: 'HTTP/2 over TLS' };

export const CHOICES = ['default', 'websocket', 'sse', 'longpoll'];
