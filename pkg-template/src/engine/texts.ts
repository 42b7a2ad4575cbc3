/** Up to this length, in UTF-16 code units, the pattern takes less time than the engine takes to measure a text. */
const SHORT = 512;
const NOT_PLAIN = /[^\x01-\x7f]/;

/** Whether a text is known to be plain: ASCII without U+0000. The engine then need not look at it. */
export function isPlain(text: string): boolean {
  return text.length <= SHORT && !NOT_PLAIN.test(text);
}
