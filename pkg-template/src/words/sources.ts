/** A value, or a function that is asked for it at every attempt to connect. */
export type Provided<T> = T | (() => T | PromiseLike<T>);

/** Where to connect: `ws:`, `wss:`, `http:` or `https:`, or relative to the page. */
export type UrlSource = Provided<string | URL>;

/** Subprotocols to offer. */
export type ProtocolsSource = Provided<string | Iterable<string>>;
