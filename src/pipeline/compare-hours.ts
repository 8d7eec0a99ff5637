import { reportDrift, type ReferenceValues } from "../measure/drift/report-drift.ts";
import type { StoredDistribution } from "../model/distribution.ts";
import { driftDefaults, type DriftReport } from "../model/drift-report.ts";
import { AcesoError } from "../model/errors.ts";
import type { Window } from "../model/time.ts";
import type { Loop } from "./loop.ts";

/**
 * The inputs of one stretch of time beside those of another, from the hours that are kept of them: no raw rows are
 * needed. Features are compared over the bins that both stretches share; of several the newest.
 *
 * @throws AcesoError "not-found" where nothing is kept of either, "bad-field" where a stretch has no length
 */
export async function compareHours(
  loop: Pick<Loop, "store" | "settings">,
  project: string,
  of: {
    readonly model: string;
    readonly current: Window;
    readonly reference: Window;
    readonly version: string;
    readonly referenceVersion: string;
  },
): Promise<DriftReport> {
  const { model } = of;
  refuseEmpty("to", of.current);
  refuseEmpty("referenceTo", of.reference);
  const hoursOf = async (window: Window, version: string) => {
    const found = await loop.store.distributions(project, { models: [model], version, window });
    if (found.length > 0) return found;
    const id = `${model} ${new Date(window.start).toISOString()}`;
    const list = "GET /api/v1/models";
    throw new AcesoError("not-found", { what: "kept hour of inputs", id, list });
  };
  const now = await hoursOf(of.current, of.version);
  const then = await hoursOf(of.reference, of.referenceVersion);
  const reference = new Map<string, ReferenceValues>();
  const current = new Map<string, StoredDistribution>();
  for (const one of now) {
    const isSame = (other: StoredDistribution) =>
      other.feature === one.feature && JSON.stringify(other.bins) === JSON.stringify(one.bins);
    const before = then.find(isSame);
    if (before === undefined || current.has(one.feature)) continue;
    current.set(one.feature, one);
    reference.set(one.feature, { ...before, importance: null });
  }
  const about = { kind: "window", asked: "window", window: of.reference } as const;
  const options = loop.settings.drift ?? driftDefaults;
  return reportDrift({ model, window: of.current, reference, current, about }, options);
}

function refuseEmpty(field: string, { start, end }: Window): void {
  if (end > start) return;
  throw new AcesoError("bad-field", { field, expected: `a time after ${start}`, got: end });
}
