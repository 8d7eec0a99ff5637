import type { Table } from "../../model/column.ts";
import { type Message, say } from "../../model/message.ts";
import type { Report } from "../../model/report.ts";
import { resolveSettings } from "../../model/settings.ts";
import type { TimeMs } from "../../model/time.ts";
import { type CheckedTable, type CheckOptions, checkReport } from "./check-tables.ts";
import { checkLimits, type CheckLimits } from "./limits.ts";

/** How two tables in memory are compared; what is left out is as `aceso check` has it. */
export interface CompareOptions extends Pick<CheckOptions, "driftAlways" | "drift" | "embeddings"> {
  readonly limits?: Partial<CheckLimits>;
  /** Column → limits of its own, over `limits`. */
  readonly limitsOf?: { readonly [column: string]: Partial<CheckLimits> };
  /** Columns that are left out. */
  readonly ignore?: readonly string[];
  /** Checks whose failures are only warnings. */
  readonly warnOnly?: readonly string[];
  /** Columns of a role, where their names do not say so. */
  readonly roles?: CheckOptions["roles"];
  /** The clock, against which the age of the newest row is told. */
  readonly now: TimeMs;
  /** What the report calls the two tables. */
  readonly names?: { readonly reference: string; readonly current: string };
}

/**
 * The verdict of `aceso check` on two tables in memory: every check of the whole and of each column, drift with its
 * reasons, quality where both hold labels and outputs, estimated where current labels have not come. Written by
 * the functions of `aceso/report`, or read as it is: `status` is "fail" where a check failed.
 *
 * @param current a table whose misfits are known (from `tableOf`), or a plain one: then a column of another type
 *   than the reference's fails as a whole
 * @throws RangeError for a limit that cannot be taken
 * Cost O(rows · columns · log rows).
 */
export function compareTables(
  reference: Table,
  current: Table | CheckedTable,
  options: CompareOptions,
): Report {
  const { ignore = [], warnOnly = [], roles = {}, now, driftAlways = false } = options;
  const { reference: first = "reference", current: second = "current" } = options.names ?? {};
  const fact = (side: "reference" | "current", path: string, of: Table): Message =>
    say(`check.fact.${side}`, { path, rows: of.rowCount, columns: of.columns.length });
  return checkReport(reference, "misfits" in current ? current : { ...current, misfits: [] }, {
    limits: limitsOf(options.limits ?? {}),
    limitsOf: new Map(
      Object.entries(options.limitsOf ?? {}).map(([name, own]) => [
        name,
        limitsOf({ ...options.limits, ...own }),
      ]),
    ),
    ignore,
    warnOnly,
    driftAlways,
    drift: options.drift,
    roles,
    now,
    embeddings: options.embeddings,
    facts: [fact("reference", first, reference), fact("current", second, current)],
  });
}

function limitsOf(given: Partial<CheckLimits>): CheckLimits {
  const { values, problems } = resolveSettings(checkLimits, given);
  const [problem] = problems;
  if (problem === undefined) return values;
  throw new RangeError(`limit ${problem.name} must be ${problem.expected}`);
}
