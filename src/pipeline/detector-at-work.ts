import {
  detectorNamed,
  groupDetectorNamed,
  groupDetectors,
  streamDetectors,
} from "../detect/catalog.ts";
import type { StreamState } from "../detect/detector.ts";
import type { GroupState } from "../detect/group/detector.ts";
import { groupReason } from "../detect/group/group-reason.ts";
import type { Json } from "../model/json.ts";
import { AcesoError } from "../model/errors.ts";
import type { Monitor } from "../model/monitor.ts";
import { resolveSettings, type SettingTable, type ValuesOf } from "../model/settings.ts";
import type { Verdict } from "../model/verdict.ts";
import { parse } from "../promql/parser.ts";
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

/**
 * Refuses a monitor that could not work: an unknown detector, settings it does not take, an expression that is none.
 *
 * @throws AcesoError "bad-field" | "bad-expression"
 */
export function checkMonitor({ id, watch, detector: name, settings }: Monitor): void {
  const isGroup = watch.kind === "group";
  const detector = isGroup ? groupDetectorNamed(name) : detectorNamed(name);
  if (detector === undefined) {
    const known: readonly { readonly name: string }[] = isGroup ? groupDetectors : streamDetectors;
    throw new AcesoError("bad-field", {
      field: `detector of monitor ${id}`,
      expected: `one of ${known.map((one) => one.name).join(", ")}`,
      got: name,
    });
  }
  if (watch.kind === "series") parse(watch.expression);
  if (watch.kind === "group") for (const { expression } of watch.series) parse(expression);
  const [problem] = resolveSettings(detector.settings, settings).problems;
  if (problem === undefined) return;
  throw new AcesoError("bad-field", {
    field: `setting ${problem.name} of monitor ${id}`,
    expected: problem.problem === "unknown" ? `one of ${problem.expected}` : problem.expected,
    got: JSON.stringify(settings[problem.name]) ?? "nothing",
  });
}

function detectorOf(
  { watch, detector: name, settings, direction, windowMs }: Monitor,
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
  const values = valuesOf(detector.settings, settings, windowMs);
  return ofSeries(
    saved === null
      ? detector.start(values, direction)
      : detector.restore(saved.snapshot, values, direction),
  );
}

/** A detector's settings; windows that overlap share data, so they are as far apart as they are long. */
function valuesOf<Table extends SettingTable>(
  table: Table,
  settings: Monitor["settings"],
  windowMs: number,
): ValuesOf<Table> {
  const isSpaced = Object.hasOwn(table, "independentMs");
  const given = isSpaced ? { independentMs: windowMs, ...settings } : settings;
  return resolveSettings(table, given).values;
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
