import { splitWords } from "./white-space.ts";

/** How a text is cut into the tokens that are counted. */
export const bleuTokenizers = ["13a", "intl", "zh", "char", "none"] as const;
export type BleuTokenizer = (typeof bleuTokenizers)[number];

/**
 * Tokens of a text by a tokeniser of sacreBLEU: `13a` (that of NIST's mteval-v13a: Western
 * punctuation), `intl` (all punctuation and symbols of Unicode), `zh` (each Chinese character alone,
 * the rest by 13a), `char`, and `none` (white space).
 */
export function bleuTokens(text: string, tokenizer: BleuTokenizer): readonly string[] {
  const line = text.replace(/[\s\u0085]+$/, "");
  switch (tokenizer) {
    case "13a":
      return westernTokens(` ${unescaped(line)} `);
    case "intl":
      return splitWords(
        line
          .replace(/(\P{N})(\p{P})/gu, "$1 $2 ")
          .replace(/(\p{P})(\P{N})/gu, " $1 $2")
          .replace(/(\p{S})/gu, " $1 "),
      );
    case "zh":
      return westernTokens(line.trim().replace(chinese, " $& "));
    case "char":
      return splitWords([...line].join(" "));
    case "none":
      return splitWords(line);
    default:
      return tokenizer satisfies never;
  }
}

/** Lines joined and entities turned into characters, as 13a does before it cuts. */
function unescaped(line: string): string {
  const joined = line.replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " ");
  if (!joined.includes("&")) return joined;
  return joined
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
}

function westernTokens(line: string): readonly string[] {
  return splitWords(cutNumbers(cutPunctuation(line)));
}

/** Blanks around Western punctuation but point, comma, dash and apostrophe. */
export function cutPunctuation(line: string): string {
  return line.replace(/([{-~[-` -&(-+:-@/])/g, " $1 ");
}

/** Points and commas stay only between digits, dashes are cut off behind digits. */
export function cutNumbers(line: string): string {
  return line
    .replace(/([^0-9])([.,])/gu, "$1 $2 ")
    .replace(/([.,])([^0-9])/gu, " $1 $2")
    .replace(/([0-9])(-)/g, "$1 $2 ");
}

// The blocks that sacreBLEU calls Chinese. U+2001 to U+2A6D are in it because its range for extension
// B is written with four hexadecimal digits; kept, for equal scores.
const chinese =
  /[\u2001-\u2a6d\u2e80-\u2eff\u2f00-\u2fdf\u2ff0-\u2fff\u3000-\u303f\u3100-\u312f\u31a0-\u31bf\u31c0-\u31ef\u3200-\u33ff\u3400-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef]/gu;
