import type { Confusion } from "../../model/inspection.ts";

/** A label and the answer it got. */
export interface Answer {
  readonly label: string;
  readonly output: string;
}

/**
 * Pairs of classes that are taken for each other, those with the most additional rows first. Cost O(rows).
 *
 * @param most pairs told
 */
export function confusionPairs(
  rows: { readonly before: readonly Answer[]; readonly since: readonly Answer[] },
  most: number,
): readonly Confusion[] {
  const before = tally(rows.before);
  const since = tally(rows.since);
  const found: (Confusion & { readonly added: number })[] = [];
  for (const [label, { total, outputs }] of since) {
    const earlier = before.get(label);
    for (const [output, count] of outputs) {
      if (output === label) continue;
      const share = count / total;
      const shareBefore = earlier ? (earlier.outputs.get(output) ?? 0) / earlier.total : null;
      found.push({
        label,
        output,
        count,
        shareBefore,
        share,
        added: (share - (shareBefore ?? 0)) * total,
      });
    }
  }
  return found
    .toSorted((a, b) => b.added - a.added || b.count - a.count)
    .slice(0, most)
    .map(({ label, output, count, shareBefore, share }) => ({
      label,
      output,
      count,
      shareBefore,
      share,
    }));
}

/** label → its rows, and output → rows among them */
function tally(
  rows: readonly Answer[],
): ReadonlyMap<string, { readonly total: number; readonly outputs: ReadonlyMap<string, number> }> {
  const found = new Map<string, { total: number; outputs: Map<string, number> }>();
  for (const { label, output } of rows) {
    const known = found.get(label) ?? { total: 0, outputs: new Map() };
    found.set(label, known);
    known.total++;
    known.outputs.set(output, (known.outputs.get(output) ?? 0) + 1);
  }
  return found;
}
