import { cutNumbers, cutPunctuation } from "./bleu-tokens.ts";
import { splitWords } from "./white-space.ts";

/** How texts are cut for TER. */
export interface TerTokenSettings {
  readonly isCaseSensitive: boolean;
  /** Punctuation cut off words. */
  readonly isNormalized: boolean;
  /** Punctuation taken out. */
  readonly isWithoutPunctuation: boolean;
  /** Also for East Asian characters and marks, where one of the two above is set. */
  readonly isAsian: boolean;
}

const asianMarks = /([\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb])/g;
const fullWidthMarks = /([\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09])/g;

/** Words of a text as Tercom cuts them. */
export function terTokens(text: string, settings: TerTokenSettings): readonly string[] {
  let line = settings.isCaseSensitive ? text : text.toLowerCase();
  if (settings.isNormalized) {
    line = normalized(line);
    if (settings.isAsian) line = cutAsian(line);
    line = splitWords(line).join(" ");
  }
  if (settings.isWithoutPunctuation) {
    line = line.replace(/[.,?:;!"()]/g, "");
    if (settings.isAsian) line = line.replace(asianMarks, "").replace(fullWidthMarks, "");
  }
  return splitWords(line);
}

function normalized(text: string): string {
  const line = text
    .replaceAll("\n-", "")
    .replaceAll("\n", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  const cut = cutPunctuation(` ${line} `).replaceAll("'s ", " 's ").replace(/'s$/, " 's");
  return cutNumbers(cut);
}

function cutAsian(line: string): string {
  return (
    line
      .replace(/([\u4e00-\u9fff\u3400-\u4dbf])/g, " $1 ")
      .replace(/([\u31c0-\u31ef\u2e80-\u2eff])/g, " $1 ")
      .replace(/([\u3300-\u33ff\uf900-\ufaff\ufe30-\ufe4f])/g, " $1 ")
      // The upper end is Tercom's own, far beyond the block it names; kept, for equal scores.
      .replace(/([\u3200-\u3f22])/g, " $1 ")
      .replace(/^([\u3040-\u309f]+)(?=$)/g, " $1 ")
      .replace(/^([\u30a0-\u30ff]+)(?=$)/g, " $1 ")
      .replace(/^([\u31f0-\u31ff]+)(?=$)/g, " $1 ")
      .replace(asianMarks, " $1 ")
      .replace(fullWidthMarks, " $1 ")
  );
}
