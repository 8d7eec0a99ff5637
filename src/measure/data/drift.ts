import { say } from "../../model/message.ts";
import type { Finding } from "../../model/report.ts";
import { findDrift, type DriftFinding } from "../drift/drift.ts";
import { judgeDrift } from "../drift/judge-drift.ts";
import type { DriftSettings } from "../drift/settings.ts";
import type { ColumnPair } from "./column-check.ts";
import type { CheckLimits } from "./limits.ts";

/**
 * Drift of every column where it has a meaning, judged together: the test by type, size and shape,
 * p values corrected over the columns, and an effect that has to reach the column's own limit.
 *
 * @param limitsOf column → its limits
 * @param settings which tests, effects and correction; its size and significance are those of the limits
 * @returns column → its finding; identifiers, row times and free texts have none
 */
export function checkDrift(
  pairs: readonly ColumnPair[],
  limitsOf: (column: string) => CheckLimits,
  settings: Partial<DriftSettings> = {},
): ReadonlyMap<string, Finding> {
  const found = pairs.filter(isComparable).map(({ name, reference, current }): DriftFinding => {
    return findDrift({ column: name, reference: reference.side, current: current.side }, settings);
  });
  const judged = judgeDrift(found, settings);
  return new Map(
    judged.map(({ column, test, effect, pValue, because }): [string, Finding] => {
      const { driftMin: limit, significance } = limitsOf(column);
      if (test === null || effect === null || pValue === null) {
        return [column, { check: "drift", status: "skip", says: because, value: null, limit }];
      }
      const { value } = effect;
      const level = pValue >= significance ? "none" : value < limit ? "slight" : "drift";
      const names = { driftTest: test.name, driftEffect: effect.name };
      const says = say(`drift/${level}`, { ...names, pValue, effect: value, limit });
      const status = level === "drift" ? "fail" : "pass";
      const why = [because, test.because, effect.because];
      return [column, { check: "drift", status, says, value, limit, because: why }];
    }),
  );
}

function isComparable({ role, reference, current }: ColumnPair): boolean {
  if (role === "id" || role === "time" || role === "text") return false;
  return reference.column.type === current.column.type && reference.column.type !== "time";
}
