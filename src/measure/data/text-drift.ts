import type { Column } from "../../model/column.ts";
import { normalCdf } from "../../stats/distribution/normal-cdf.ts";
import { embeddingDrift } from "../drift/embedding-drift.ts";
import { hashedEmbedding } from "../text/hashed-embedding.ts";
import { type ColumnCheck, findingOf } from "./column-check.ts";
import { sampleRows } from "./sample-rows.ts";

const rowsMax = 1_000;

/** Whether people write about other things than before: texts told from those of the reference by their words, or embeddings. */
export const textDrift: ColumnCheck = {
  name: "text-drift",
  check({ role, reference, current, embeddings }, { driftMin: limit, significance }) {
    if (role !== "text") return null;
    const sides = embeddings ?? {
      reference: hashedEmbedding(textSample(reference.column, rowsMax)),
      current: hashedEmbedding(textSample(current.column, rowsMax)),
    };
    const { value: auc, standardError } = embeddingDrift(sides);
    if (!Number.isFinite(auc)) return findingOf("text-drift", "skip", "too-few");
    // 0 where the two cannot be told apart, 1 where they always can.
    const value = Math.max(0, 2 * auc - 1);
    const isSure = normalCdf(-(auc - 0.5) / standardError) < significance;
    const isFailed = isSure && value >= limit;
    const details = { params: { auc }, value, limit };
    const [same, other] = embeddings === undefined ? ["same", "other"] : ["alike", "apart"];
    return isFailed
      ? findingOf("text-drift", "fail", other, details)
      : findingOf("text-drift", "pass", same, details);
  },
};

/** Present texts of a column, evenly spread; none of other types. */
export function textSample(column: Column, most: number): readonly string[] {
  if (column.type !== "text") return [];
  const present: number[] = [];
  column.codes.forEach((code, row) => {
    if (code >= 0) present.push(row);
  });
  return Array.from(sampleRows(present.length, most), (place) => {
    return column.dictionary[column.codes[present[place] ?? 0] ?? 0] ?? "";
  });
}
