import type { Column, Table } from "../../model/column.ts";
import type { Finding } from "../../model/report.ts";
import { twoProportionTest } from "../../stats/test/two-proportion-test.ts";
import { findingOf } from "./column-check.ts";
import type { CheckLimits } from "./limits.ts";

/** Whether more rows than before stand twice, equal in every column but the identifier. */
export function checkDuplicates(
  tables: { readonly reference: Table; readonly current: Table; readonly id: string | null },
  { duplicateIncreaseMax: limit, significance }: CheckLimits,
): Finding {
  const { reference, current, id } = tables;
  const before = { successes: countDuplicates(reference, id), trials: reference.rowCount };
  const now = { successes: countDuplicates(current, id), trials: current.rowCount };
  if (before.trials === 0 || now.trials === 0) return findingOf("duplicates", "skip", "empty");
  const shares = { before: before.successes / before.trials, now: now.successes / now.trials };
  const value = shares.now - shares.before;
  const details = { params: { ...shares, count: now.successes }, value, limit };
  if (now.successes === 0) return findingOf("duplicates", "pass", "none", details);
  const isSure = twoProportionTest(now, before).pValueGreater < significance;
  const isFailed = value > limit && isSure;
  return findingOf("duplicates", isFailed ? "fail" : "pass", isFailed ? "grown" : "same", details);
}

/**
 * Rows that are equal to an earlier one in all columns but the named one. Rows are compared by a hash
 * of 53 bits, texts by one of 64: among a million rows a false match has a chance of about 1 in 20,000.
 * Cost O(rows · columns).
 */
export function countDuplicates(table: Table, without: string | null): number {
  const columns = table.columns.filter(({ name }) => name !== without);
  if (columns.length === 0) return 0;
  const high = new Int32Array(table.rowCount).fill(0x2545f491);
  const low = new Int32Array(table.rowCount).fill(0x1b873593);
  for (const column of columns) mixColumn(column, high, low);
  const seen = new Set<number>();
  for (let row = 0; row < table.rowCount; row += 1) {
    const upper = ((high[row] ?? 0) >>> 0) & 0x1fffff;
    seen.add(upper * 4_294_967_296 + ((low[row] ?? 0) >>> 0));
  }
  return table.rowCount - seen.size;
}

/** Mixes a column's values into two hashes of each row, texts by two hashes of their own. */
function mixColumn(column: Column, high: Int32Array, low: Int32Array): void {
  const words = new Int32Array(2);
  const number = new Float64Array(words.buffer);
  const dictionary = column.type === "text" ? column.dictionary : [];
  const [firsts, seconds] = [0x811c9dc5, 0x9e3779b9].map((seed) =>
    Int32Array.from(dictionary, (text) => hashOfText(text, seed)),
  );
  for (let row = 0; row < high.length; row += 1) {
    if (column.isNull[row] === 1) words.fill(-1);
    else if (column.type === "text") {
      const code = column.codes[row] ?? 0;
      words[0] = firsts?.[code] ?? 0;
      words[1] = seconds?.[code] ?? 0;
    } else {
      // Either zero is zero.
      number[0] = (column.values[row] ?? 0) + 0;
    }
    const first = words[0] ?? 0;
    const second = words[1] ?? 0;
    high[row] = stirred(Math.imul((high[row] ?? 0) ^ first, 0x85ebca6b) + second);
    low[row] = stirred(Math.imul((low[row] ?? 0) ^ second, 0xc2b2ae35) + Math.imul(first, 31));
  }
}

function stirred(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

// FNV-1a from a basis of one's own, stirred at the end: from another basis it is another hash.
function hashOfText(text: string, basis: number): number {
  let hash = basis;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return stirred(hash);
}
