import { type Message, say } from "../../model/message.ts";
import type { CheckStatus, Finding } from "../../model/report.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { CheckLimits } from "./limits.ts";
import type { ColumnProfile } from "./profile.ts";
import type { ColumnRole } from "./roles.ts";

/** One column in both tables. */
export interface ColumnPair {
  readonly name: string;
  readonly role: ColumnRole;
  readonly reference: ColumnProfile;
  readonly current: ColumnProfile;
  /** Values of the current column that are not of the reference's type, and one of them. */
  readonly misfitCount: number;
  readonly misfitExample: string;
  /** Of a sample of its texts, where an embedder was asked. */
  readonly embeddings?: TextEmbeddings | undefined;
}

/** Texts of one column as rows of numbers, of equal length on both sides. */
export interface TextEmbeddings {
  readonly reference: Matrix;
  readonly current: Matrix;
}

/**
 * One check of a column. Laws: it answers null where it does not apply to the column, never throws
 * on empty or wholly missing columns, and the same input gives the same answer.
 */
export interface ColumnCheck {
  readonly name: string;
  check(pair: ColumnPair, limits: CheckLimits): Finding | null;
}

/** A finding with its text; the code is `check.<check>.<variant>`. */
export function findingOf(
  check: string,
  status: CheckStatus,
  variant: string,
  details: {
    readonly params?: Message["params"];
    readonly value?: number;
    readonly limit?: number;
  } = {},
): Finding {
  const { params = {}, value = NaN, limit = NaN } = details;
  return {
    check,
    status,
    says: say(`check.${check}.${variant}`, params),
    value: Number.isFinite(value) ? value : null,
    limit: Number.isFinite(limit) ? limit : null,
  };
}
