/** A float as Go's ParseFloat reads it from a label: decimal or exponent, Inf and NaN in any case; else null. */
export function parseFloatText(text: string): number | null {
  const special = /^([+-]?)(?:inf|infinity|(nan))$/i.exec(text);
  if (special) {
    if (special[2]) return Number.NaN;
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}
