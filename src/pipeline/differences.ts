import { findDifferences } from "../diagnose/slices/find-slices.ts";
import type { Slice } from "../diagnose/slices/slice.ts";
import { whereOf } from "../diagnose/slices/where-of.ts";
import type { TimeMs, Window } from "../model/time.ts";
import type { Loop } from "./loop.ts";
import { maskedPredicates } from "./masked-predicates.ts";
import { predictionTable } from "./prediction-table.ts";
import { spanTable } from "./span-table.ts";

// Rows read of each side.
const rowsMax = 10_000;
const differencesMax = 5;

/** Which rows of a model or a service are compared. */
export type Selection = {
  readonly chosen: Window;
  /** The rest; rows of `chosen` in it count as chosen. */
  readonly rest: Window;
} & (
  | { readonly of: "predictions"; readonly model: string }
  | { readonly of: "spans"; readonly service: string }
);

/** What sets chosen rows apart from the rest. */
export interface Differences {
  readonly chosen: number;
  readonly rest: number;
  /** Most striking first. */
  readonly differences: readonly {
    readonly where: string;
    readonly predicates: Slice["predicates"];
    /** Shares of the chosen rows and of the rest for which it holds, 0 to 1. */
    readonly chosenShare: number;
    readonly restShare: number;
    /** Standard errors, about. */
    readonly z: number;
  }[];
}

/**
 * What sets the rows of a selection in a chart (or any stretch of time) apart from the others: features and tags of
 * predictions, or attributes of spans. At most two queries of 10,000 rows.
 */
export async function differencesOf(
  loop: Pick<Loop, "store">,
  project: string,
  selection: Selection,
): Promise<Differences> {
  const isChosen = (time: TimeMs) =>
    time >= selection.chosen.start && time < selection.chosen.end ? 1 : 0;
  const windows = [selection.chosen, ...around(selection)];
  if (selection.of === "spans") {
    const { service } = selection;
    const spans = await all(windows, (window) =>
      loop.store.spans(project, { window, service, limit: rowsMax, bodies: false }),
    );
    const chosen = Uint8Array.from(spans, ({ startNs }) => isChosen(Number(startNs / 1_000_000n)));
    return answer(
      findDifferences({ table: spanTable(spans), chosen, slicesMax: differencesMax }),
      chosen,
    );
  }
  const { model } = selection;
  const rows = await all(windows, (window) =>
    loop.store.predictions(project, { window, model, limit: rowsMax }),
  );
  const chosen = Uint8Array.from(rows, ({ time }) => isChosen(time));
  return answer(
    findDifferences({ table: predictionTable(rows), chosen, slicesMax: differencesMax }),
    chosen,
  );
}

/** The rest without the chosen window: one stretch, or one on each side of it. */
function around({ chosen, rest }: Selection): readonly Window[] {
  if (chosen.end <= rest.start || chosen.start >= rest.end) return [rest];
  return [
    { start: rest.start, end: chosen.start },
    { start: chosen.end, end: rest.end },
  ].filter(({ start, end }) => end > start);
}

async function all<Row>(
  windows: readonly Window[],
  read: (window: Window) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const window of windows) for (const row of await read(window)) rows.push(row);
  return rows;
}

function answer(slices: readonly Slice[], chosen: Uint8Array): Differences {
  const count = chosen.reduce((sum, one) => sum + one, 0);
  const rest = chosen.length - count;
  return {
    chosen: count,
    rest,
    differences: slices.map(({ predicates, rateDuring, rowsDuring, z }) => ({
      where: whereOf(maskedPredicates(predicates)),
      predicates: maskedPredicates(predicates),
      chosenShare: (rateDuring * rowsDuring) / Math.max(1, count),
      restShare: ((1 - rateDuring) * rowsDuring) / Math.max(1, rest),
      z,
    })),
  };
}
