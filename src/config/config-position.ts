/**
 * Line on which the value (or unknown key) at a path stands in a JSON text, counted from 1.
 * The nearest parent's line where the path itself is not in the text. The text must be valid JSON.
 */
export function lineOf(text: string, path: readonly (string | number)[]): number {
  const walker = { text, at: 0 };
  const offset = text === "" ? 0 : seek(walker, path, 0);
  return text.slice(0, offset).split("\n").length;
}

interface Walker {
  readonly text: string;
  at: number;
}

/** Reads the value at the cursor; returns the offset of the path's value, or of the nearest parent. */
function seek(walker: Walker, path: readonly (string | number)[], depth: number): number {
  skipSpace(walker);
  const start = walker.at;
  const opening = walker.text[walker.at];
  if (opening !== "{" && opening !== "[") {
    skipScalar(walker);
    return start;
  }
  const isObject = opening === "{";
  let found = start;
  walker.at++;
  for (let index = 0; ; index++) {
    skipSpace(walker);
    if (walker.text[walker.at] === "}" || walker.text[walker.at] === "]") break;
    const keyAt = walker.at;
    let key: string | number = index;
    if (isObject) {
      skipScalar(walker);
      key = String(JSON.parse(walker.text.slice(keyAt, walker.at)));
      skipSpace(walker);
      walker.at++; // the colon
    }
    const isNext = depth >= 0 && depth < path.length && key === path[depth];
    const inside = seek(walker, path, isNext ? depth + 1 : -1);
    if (isNext) found = depth + 1 === path.length ? keyAt : inside;
    skipSpace(walker);
    if (walker.text[walker.at] === ",") walker.at++;
  }
  walker.at++;
  return found;
}

function skipSpace(walker: Walker): void {
  while (/\s/.test(walker.text[walker.at] ?? "x")) walker.at++;
}

function skipScalar(walker: Walker): void {
  const pattern = /"(?:[^"\\]|\\.)*"|[^\s,\]}]+/gy;
  pattern.lastIndex = walker.at;
  const match = pattern.exec(walker.text);
  walker.at += match === null ? 1 : match[0].length;
}
