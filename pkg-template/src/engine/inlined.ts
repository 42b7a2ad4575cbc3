import { exception } from '../words/errors.js';

/** A module as a string: see build/inline.mjs. */
export interface InlinedModule {
  /** A code unit for each byte. */
  readonly text: string;
  /** What was added to each byte, modulo 256. */
  readonly shift: number;
  /** How many bytes there are. */
  readonly size: number;
}

/**
 * The bytes of an inlined module.
 *
 * @throws `ENVIRONMENT` where they are not those that were inlined: the script was not read as UTF-8.
 */
export function decodeInlined({ text, shift, size }: InlinedModule): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let bits = 0;
  for (let index = 0; index < size; index++) {
    const unit = text.charCodeAt(index);
    bits |= unit;
    bytes[index] = unit - shift;
  }
  // Other encodings make two characters of one above U+007F, or one above U+00FF.
  if (text.length !== size || bits > 0xff) {
    throw exception('ENVIRONMENT', 'its script was not read as UTF-8. Serve it with charset=utf-8, put '
      + '<meta charset="utf-8"> into the page, or use everwire/slim.');
  }
  return bytes;
}
