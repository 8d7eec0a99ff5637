// What Python's str.split() parts at: the white space of Unicode and the four separators of ASCII.
const blanks = /[\t-\r\x1c-\x20\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/; // eslint-disable-line no-control-regex

/**
 * Words between white space, as the reference programs of text metrics part them.
 * @example splitWords(" a  b\n") // ["a", "b"]
 */
export function splitWords(text: string): readonly string[] {
  return text.split(blanks).filter((word) => word !== "");
}
