import type { Finding } from "../../model/report.ts";
import { findingOf } from "./column-check.ts";
import type { CheckLimits } from "./limits.ts";

/** Whether there are rows, and about as many as to be expected. */
export function checkVolume(
  rows: { readonly reference: number; readonly current: number },
  { volumeRatioMin: limit }: CheckLimits,
): Finding {
  const value = rows.current / Math.max(1, rows.reference);
  const details = { params: { before: rows.reference, now: rows.current }, value, limit };
  if (rows.current === 0) return findingOf("volume", "fail", "empty", details);
  if (rows.reference === 0) return findingOf("volume", "fail", "no-reference", details);
  const isFew = value < limit;
  return findingOf("volume", isFew ? "fail" : "pass", isFew ? "few" : "enough", details);
}
