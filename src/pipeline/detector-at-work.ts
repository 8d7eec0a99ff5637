import { detectorNamed, groupDetectorNamed } from "../detect/catalog.ts";
import type { StreamState } from "../detect/detector.ts";
import type { GroupState } from "../detect/group/detector.ts";
import { groupReason } from "../detect/group/group-reason.ts";
import type { Json } from "../model/json.ts";
import type { Monitor } from "../model/monitor.ts";
import { resolveSettings } from "../model/settings.ts";
import type { Verdict } from "../model/verdict.ts";
import type { WatchedValue } from "./watched-values.ts";

/** A monitor's detector with what it has learned, of whichever kind its watch asks for. */
export interface DetectorAtWork {
  /** The verdict on a window, and the value it is about: for a group how unlike its past it is, 0 to 1. */
  step(watched: WatchedValue): { readonly verdict: Verdict; readonly value: number | null };
  snapshot(): Json;
}

/** A group's score from here on is anomalous. */
const scoreLimit = 0.5;

/** A monitor's detector with nothing learned; undefined where there is none of its name for its kind of watch. */
export function startDetector(monitor: Monitor): DetectorAtWork | undefined {
  return detectorOf(monitor, null);
}

/** A monitor's detector as it was when the snapshot was taken; undefined as in `startDetector`. */
export function restoreDetector(monitor: Monitor, snapshot: Json): DetectorAtWork | undefined {
  return detectorOf(monitor, { snapshot });
}

function detectorOf(
  { watch, detector: name, settings, direction }: Monitor,
  saved: { readonly snapshot: Json } | null,
): DetectorAtWork | undefined {
  if (watch.kind === "group") {
    const detector = groupDetectorNamed(name);
    if (!detector) return undefined;
    const { values } = resolveSettings(detector.settings, settings);
    const names = watch.series.map((series) => series.name);
    return ofGroup(
      saved === null
        ? detector.start(values, names.length)
        : detector.restore(saved.snapshot, values, names.length),
      names,
    );
  }
  const detector = detectorNamed(name);
  if (!detector) return undefined;
  const { values } = resolveSettings(detector.settings, settings);
  return ofSeries(
    saved === null
      ? detector.start(values, direction)
      : detector.restore(saved.snapshot, values, direction),
  );
}

function ofSeries(state: StreamState): DetectorAtWork {
  return {
    step({ window, value, count, standardError }) {
      const verdict = state.step({
        time: window.end,
        value: value ?? Number.NaN,
        count,
        ...(standardError === null ? {} : { standardError }),
      });
      return { verdict, value };
    },
    snapshot: () => state.snapshot(),
  };
}

function ofGroup(state: GroupState, names: readonly string[]): DetectorAtWork {
  return {
    step({ window, row }) {
      const verdict = state.step({ time: window.end, values: row ?? [] });
      if (verdict.state === "learning" || verdict.state === "no-data") {
        return { verdict, value: null };
      }
      const reason =
        verdict.state === "anomalous" ? groupReason(verdict.channels, names) : verdict.reason;
      return { verdict: { ...verdict, high: scoreLimit, reason }, value: verdict.score };
    },
    snapshot: () => state.snapshot(),
  };
}
