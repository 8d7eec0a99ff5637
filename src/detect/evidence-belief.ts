import type { Evaluation, Monitor } from "../model/monitor.ts";
import { resolveSettings } from "../model/settings.ts";
import type { TimeMs } from "../model/time.ts";
import { studentTCdf } from "../stats/distribution/student-t-cdf.ts";
import type { StreamDetector } from "./detector.ts";
import {
  believe,
  newFalseDiscoveryControl,
  type FalseDiscoveryControl,
} from "./false-discovery-control.ts";
import { robustSeason } from "./stream/robust-season.ts";
import { runningBand } from "./stream/running-band.ts";

/**
 * What is believed of the evidence of one model. Its features, outputs, volumes and costs are hundreds of series judged
 * together, so some are always anomalous by chance. Plain JSON, written by its owner.
 */
export interface EvidenceBelief {
  readonly control: FalseDiscoveryControl;
  // monitor → UTC ms of the end of the newest window it was tested on
  readonly testedAt: { [monitor: string]: TimeMs };
  /** Monitors whose present anomaly is believed. */
  believed: string[];
}

/** Of the anomalies believed, the share that is expected to be chance. */
const alpha = 0.1;
/** Detectors whose score tells standard deviations: 1 − 2^−(deviations ÷ threshold)². */
const inDeviations: readonly StreamDetector[] = [robustSeason, runningBand];
/**
 * Tail of what these detectors call standard deviations on noise that is normal or a share of rows: their spread is learned
 * from some 30 to 80 windows. Measured one-sided rates of `robust-season` at 3, 3.5, 4 and 4.5 deviations are 2.2e-3,
 * 5.4e-4, 1.3e-4 and 1.7e-5; Student's t of 30 has 2.7e-3, 7.4e-4, 1.9e-4 and 4.8e-5.
 */
const degreesOfFreedom = 30;

/** Nothing tested yet. */
export function newEvidenceBelief(): EvidenceBelief {
  return { control: newFalseDiscoveryControl(alpha), testedAt: {}, believed: [] };
}

/** Whether a monitor is weighed with its kin: evidence on a measure of a model, judged in standard deviations. */
export function isWeighed({ watch, class: kind, detector }: Monitor): boolean {
  if (kind !== "evidence" || watch.kind !== "measure" || watch.subject.kind !== "model")
    return false;
  return inDeviations.some(({ name }) => name === detector);
}

/**
 * Weighs a verdict on a monitor of the model (see `isWeighed`). Every window that shares no data with the one tested
 * before is a test, until one is believed; then the monitor is tested anew only once its anomaly is over: one anomaly is
 * one discovery, however long it lasts, and lends to others no more than one.
 *
 * Of all anomalies believed over time at most `alpha` are expected to be chance, where the noise of a window is normal,
 * or a share of rows, and independent of the others'; heavier tails are not covered. Anomalies in company are believed
 * soon, a lone weak one among hundreds of series is not. Writes the belief. Cost O(discoveries kept), at most 200.
 */
export function weigh(belief: EvidenceBelief, monitor: Monitor, verdict: Evaluation): void {
  const { state, firing, windowEnd } = verdict;
  if (state === "learning" || state === "no-data") return;
  if (belief.believed.includes(monitor.id)) {
    const isOver = state === "normal" && !firing;
    if (isOver) belief.believed = belief.believed.filter((id) => id !== monitor.id);
    return;
  }
  const before = belief.testedAt[monitor.id] ?? Number.NEGATIVE_INFINITY;
  // 5 % of slack, so that the jitter of a scheduler does not skip every second window.
  if (windowEnd - before < 0.95 * monitor.windowMs) return;
  belief.testedAt[monitor.id] = windowEnd;
  if (believe(belief.control, chanceOf(monitor, verdict)).believed)
    belief.believed.push(monitor.id);
}

/** Forgets the monitors that are no longer at work. Writes the belief. */
export function forgetMonitors(belief: EvidenceBelief, isAtWork: (id: string) => boolean): void {
  for (const id of Object.keys(belief.testedAt)) if (!isAtWork(id)) delete belief.testedAt[id];
  belief.believed = belief.believed.filter(isAtWork);
}

/**
 * The chance that a monitor's noise makes a verdict like this or a stronger one; 1 for any that is not anomalous, since
 * those are not told apart.
 */
export function chanceOf(
  { detector: name, settings, direction }: Monitor,
  { state, score }: Pick<Evaluation, "state" | "score">,
): number {
  const detector = inDeviations.find((one) => one.name === name);
  if (state !== "anomalous" || detector === undefined) return 1;
  const threshold = Number(resolveSettings(detector.settings, settings).values["threshold"]);
  const deviations = threshold * Math.sqrt(-Math.log2(1 - score));
  const oneSide = studentTCdf(-deviations, degreesOfFreedom);
  return Math.min(1, direction === "both" ? 2 * oneSide : oneSide);
}
