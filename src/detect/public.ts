/**
 * `aceso/detect`: the detectors as a library, without the store, the server or any dependency. Series go through
 * {@link judgeSeries} or, point by point, through a detector's `start` and `step`; rows through a table detector's `fit`
 * and `score`; several series together through a group detector.
 */
import type { Json } from "../model/json.ts";
import type { BadDirection } from "../model/monitor.ts";
import { resolveSettings } from "../model/settings.ts";
import type { Verdict } from "../model/verdict.ts";
import { render, type Language } from "../model/words/render.ts";
import { detectorNamed, streamDetectors } from "./catalog.ts";

export {
  classifiers,
  detectorNamed,
  groupDetectorNamed,
  groupDetectors,
  streamDetectors,
  tableDetectorNamed,
  tableDetectors,
} from "./catalog.ts";
export { counterRate, type CounterReading } from "./counter-rates.ts";
export { selfJoin, type SelfJoin } from "./self-join.ts";
export type { DescribedDetector, StreamDetector, StreamState } from "./detector.ts";
export type {
  ChannelPart,
  GroupDetector,
  GroupRow,
  GroupState,
  GroupVerdict,
} from "./group/detector.ts";
export type { Classifier, ClassifierModel } from "./table/classifier.ts";
export { scoreLimit } from "./table/score-limit.ts";
export { learnVerdicts, type Triage, type VerdictModel } from "./table/verdict-ranker.ts";
export { calibrate, probabilityOf, type Calibration } from "./table/probability-calibration.ts";
export type { Contribution, Table, TableDetector, TableModel } from "./table/detector.ts";
export {
  believe,
  newFalseDiscoveryControl,
  type FalseDiscoveryControl,
} from "./false-discovery-control.ts";
export { resolveSettings } from "../model/settings.ts";
export type { Point, Verdict } from "../model/verdict.ts";

/** How a series is to be judged. */
export interface JudgeOptions {
  /** A name of {@link streamDetectors}; `ensemble` where absent. */
  readonly detector?: string;
  /** Settings that differ from the detector's defaults. */
  readonly settings?: { readonly [name: string]: Json };
  /** Which side is bad; both where absent. */
  readonly direction?: BadDirection;
  /** UTC ms of each value, rising; a minute apart where absent. */
  readonly times?: ArrayLike<number>;
}

/**
 * Judges a whole series, value by value in their order, as it would be judged live.
 *
 * @param values any; NaN is a missing value
 * @returns a verdict a value
 * @throws RangeError for an unknown detector or a setting it does not take
 * @example judgeSeries([...usual, 900]).at(-1)?.state // "anomalous"
 */
export function judgeSeries(values: ArrayLike<number>, options: JudgeOptions = {}): Verdict[] {
  const { detector: name = "ensemble", settings = {}, direction = "both", times } = options;
  const detector = detectorNamed(name);
  if (detector === undefined) {
    const names = streamDetectors.map((one) => one.name).join(", ");
    throw new RangeError(`detector must be one of ${names}, got ${name}`);
  }
  const resolved = resolveSettings(detector.settings, settings);
  const [problem] = resolved.problems;
  if (problem !== undefined) {
    throw new RangeError(`setting ${problem.name} must be ${problem.expected}`);
  }
  const state = detector.start(resolved.values, direction);
  return Array.from(values, (value, index) =>
    state.step({ time: times?.[index] ?? index * 60_000, value }),
  );
}

/** The reason of a verdict as a sentence. */
export function reasonOf(verdict: Verdict, lang: Language = "en"): string {
  return render(verdict.reason, { lang });
}
