import type { Words } from "../state/words.tsx";

const interval = 1.96;
/** Of the value; less is rounding, not an error. */
const leastShare = 1e-6;

/** A value with the 95 % of its error behind it: "60 % ± 3 %"; alone where no error is known. */
export function withError(
  score: { readonly value: number; readonly standardError: number | null },
  unit: string,
  { t, value }: Pick<Words, "t" | "value">,
): string {
  if (score.standardError === null) return value(score.value, unit);
  const error = interval * score.standardError;
  return t("model/with-error", {
    value: value(score.value, unit),
    error: value(error > leastShare * Math.abs(score.value) ? rounded(error) : 0, unit),
  });
}

/** An error is known to two digits at best. */
function rounded(error: number): number {
  return Number(error.toPrecision(2));
}
