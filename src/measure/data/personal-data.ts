import { findPersonalData } from "../text/personal-data.ts";
import { type ColumnCheck, findingOf } from "./column-check.ts";
import type { ColumnProfile } from "./profile.ts";

// Different texts looked at on each side: the patterns cost about 5 µs a text.
const lookedAtMax = 5_000;

/** Whether texts hold personal data; new ones fail, those the reference has too are a warning. */
export const personalData: ColumnCheck = {
  name: "personal-data",
  check({ reference, current }) {
    if (reference.column.type !== "text" || current.counts === null) return null;
    const now = sharesOf(current);
    const [worst] = [...now.shares].toSorted(([, a], [, b]) => b - a);
    if (worst === undefined) return findingOf("personal-data", "pass", "none");
    const [kind, value] = worst;
    const before = sharesOf(reference).shares.get(kind) ?? 0;
    const params = { personalData: kind, share: value, before, count: now.lookedAt };
    const details = { params, value };
    // One odd text among thousands is told, but stops nothing.
    const isNew = before === 0 && value >= 0.01;
    return findingOf("personal-data", isNew ? "fail" : "warn", isNew ? "new" : "found", details);
  },
};

/** Kind → share of the texts that hold it, over the first different texts. */
function sharesOf({ counts }: ColumnProfile): {
  readonly shares: ReadonlyMap<string, number>;
  readonly lookedAt: number;
} {
  const texts = [...(counts?.keys() ?? [])].slice(0, lookedAtMax);
  const holding = new Map<string, number>();
  for (const text of texts) {
    for (const kind of new Set(findPersonalData(text.slice(0, 10_000)).map(({ kind }) => kind))) {
      holding.set(kind, (holding.get(kind) ?? 0) + 1);
    }
  }
  const shares = new Map([...holding].map(([kind, count]) => [kind, count / texts.length]));
  return { shares, lookedAt: texts.length };
}
