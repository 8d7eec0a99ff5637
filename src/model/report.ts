import type { Message } from "./message.ts";

/** How a check ended; `skip` means that it could not be made, and its message says why. */
export type CheckStatus = "pass" | "warn" | "fail" | "skip";

/** What one check says about one column, or about the whole. */
export interface Finding {
  /** Name of the check, e.g. "drift"; its texts stand under `check.<name>`. */
  readonly check: string;
  readonly status: CheckStatus;
  readonly says: Message;
  /** What was compared with the limit, in the limit's unit; null where nothing was. */
  readonly value: number | null;
  readonly limit: number | null;
  /** Why it was looked at this way: the test, the effect. */
  readonly because?: readonly Message[];
}

/** Two distributions in one picture, as shares of their own rows. */
export type Picture =
  | {
      readonly kind: "histogram";
      /** One more than there are bins, ascending. */
      readonly edges: readonly number[];
      readonly isTime: boolean;
      readonly reference: readonly number[];
      readonly current: readonly number[];
    }
  | {
      readonly kind: "bars";
      readonly labels: readonly string[];
      readonly reference: readonly number[];
      readonly current: readonly number[];
    }
  | {
      readonly kind: "lines";
      /** UTC milliseconds, or steps where `isTime` is false; ascending. */
      readonly times: readonly number[];
      /** True where absent. */
      readonly isTime?: boolean;
      /** NaN where there is no value. */
      readonly values: readonly number[];
    };

/** One number of both sides; `name` is a code of the words. */
export interface ReportRow {
  readonly name: string;
  readonly reference: number | null;
  readonly current: number | null;
  /** Unit of both numbers as `formatValue` takes it, or "time" for UTC milliseconds. */
  readonly unit: string;
}

/** One thing that was looked at: a column, a measure, or the whole. */
export interface ReportCard {
  readonly name: string;
  /** Codes of what it is, e.g. "check.type.number" and "check.role.label". */
  readonly kinds: readonly string[];
  readonly status: CheckStatus;
  readonly findings: readonly Finding[];
  readonly rows: readonly ReportRow[];
  readonly picture: Picture | null;
}

/** Cards of one kind under one heading. */
export interface ReportSection {
  /** A code of the words. */
  readonly heading: string;
  readonly cards: readonly ReportCard[];
}

/** What a check of data or a model found, before it is written as text, Markdown, HTML or JUnit. */
export interface Report {
  readonly title: Message;
  readonly status: CheckStatus;
  /** What was looked at, a line each. */
  readonly facts: readonly Message[];
  readonly sections: readonly ReportSection[];
}

const order: readonly CheckStatus[] = ["skip", "pass", "warn", "fail"];

/** The worst of some statuses: fail before warn before pass before skip. */
export function worstStatus(statuses: readonly CheckStatus[]): CheckStatus {
  return statuses.reduce<CheckStatus>(
    (worst, status) => (order.indexOf(status) > order.indexOf(worst) ? status : worst),
    "skip",
  );
}

/** How many findings of a report ended how. */
export function countFindings(report: Report): Readonly<Record<CheckStatus, number>> {
  const counts = { pass: 0, warn: 0, fail: 0, skip: 0 };
  for (const { cards } of report.sections) {
    for (const { findings } of cards) for (const { status } of findings) counts[status] += 1;
  }
  return counts;
}
