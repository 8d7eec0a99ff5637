import type { ColumnCheck } from "./column-check.ts";
import { constant } from "./constant.ts";
import { duplicateIds } from "./duplicate-ids.ts";
import { missing } from "./missing.ts";
import { personalData } from "./personal-data.ts";
import { range } from "./range.ts";
import { textDrift } from "./text-drift.ts";
import { type } from "./type.ts";
import { unseen } from "./unseen.ts";

/** Every check of a single column, in the order reports show them. */
export const columnChecks: readonly ColumnCheck[] = [
  type,
  missing,
  constant,
  range,
  unseen,
  duplicateIds,
  personalData,
  textDrift,
];
