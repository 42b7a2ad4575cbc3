/** What `send` takes. Anything else is sent as the string it converts to. */
export type SendData = string | ArrayBufferLike | Blob | ArrayBufferView;

/** A message given back because the server may not have received it. */
export type UnconfirmedMessage = string | ArrayBuffer | ArrayBufferView | Blob;
