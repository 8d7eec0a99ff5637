import type { Measurement } from "../../model/measurement.ts";
import { say, type Message } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { factsOf, scopeOf } from "../scope.ts";
import { shiftsOf } from "../shift.ts";

const probeName = "feature-integrity";

/** A feature whose values can no longer be what they were: broken on the way, not another world. */
export interface BrokenFeature {
  readonly model: string;
  readonly feature: string;
  readonly how: "scaled" | "stale" | "missing";
  /** scaled: the factor; stale: spread now over before; missing: 0. */
  readonly amount: number;
  /** missing: a name that came up instead; empty where none. */
  readonly instead: string;
}

/** Values further from 1 than this factor count as another unit; nearer may be drift. */
const factorMin = 1.8;
/** Nats by which mean and spread may disagree about the factor, besides three standard errors. */
const factorTolerance = 0.03;
/** Spread now over before at which values count as no longer changing. */
const staleMax = 0.55;
/** Rows below which a window says nothing of a feature. */
const countMin = 30;
/** Share of its usual rows up to which a feature counts as no longer coming: an onset may be dated a little early. */
const missingMax = 0.2;
/** Features of one model that may break at once before it is no longer one source's fault. */
const brokenMax = 2;

/**
 * Features of the case's models that came in another unit, stopped changing, or stopped coming. One source's
 * fault leaves the other features alone: where more of them drift than are broken, only absence is believed.
 */
export function brokenFeatures(file: CaseFile): readonly BrokenFeature[] {
  return scopeOf(file).models.flatMap((model) => brokenOf(file, model));
}

function brokenOf(file: CaseFile, model: string): readonly BrokenFeature[] {
  const before = momentsOf(file.measurementsBefore, model);
  const during = momentsOf(file.measurementsDuring, model);
  const known = new Set(before.keys());
  const fresh = (factsOf(file, model)?.features ?? [])
    .map(({ name }) => name)
    .filter((name) => !known.has(name));
  const isServing = [...during.values()].some(({ count }) => count >= countMin);
  const rows = { before: rowsOf(before), during: rowsOf(during) };
  const found: BrokenFeature[] = [];
  for (const [feature, usual] of before) {
    if (usual.count < countMin) continue;
    const now = during.get(feature);
    const shareBefore = usual.carried / rows.before;
    const shareNow = (now?.carried ?? 0) / rows.during;
    if (isServing && usual.carried >= countMin && shareNow <= missingMax * shareBefore) {
      const instead = fresh.find((name) => name.includes(feature)) ?? fresh[0] ?? "";
      found.push({ model, feature, how: "missing", amount: 0, instead });
      continue;
    }
    const change = now && now.count >= countMin ? changeOf(usual, now) : undefined;
    if (change) found.push({ model, feature, ...change, instead: "" });
  }
  if (found.length > brokenMax) return [];
  const others = driftedBeside(file, model, new Set(found.map(({ feature }) => feature)));
  return others > found.length ? found.filter(({ how }) => how === "missing") : found;
}

/** Rows that carry any feature, at least 1. */
function rowsOf(moments: ReadonlyMap<string, FeatureMoments>): number {
  let most = 1;
  for (const { carried } of moments.values()) most = Math.max(most, carried);
  return most;
}

/** How many whole features drifted too. What goes into the sensor (a blurred lens) moves many at once. */
function driftedBeside(file: CaseFile, model: string, broken: ReadonlySet<string>): number {
  return shiftsOf(file).filter(
    ({ subject, slice, role, worse }) =>
      worse &&
      role === "drift" &&
      subject.kind === "model" &&
      subject.model === model &&
      !slice.version &&
      slice.feature !== undefined &&
      !broken.has(slice.feature),
  ).length;
}

function changeOf(
  usual: FeatureMoments,
  now: FeatureMoments,
): Pick<BrokenFeature, "how" | "amount"> | undefined {
  const { mean, deviation } = now;
  if (!(usual.deviation > 0) || deviation === null || mean === null) return undefined;
  const spread = deviation / usual.deviation;
  const scale = mean / usual.mean;
  const isScaled =
    scale > 0 &&
    Math.abs(Math.log(scale)) >= Math.log(factorMin) &&
    Math.abs(Math.log(scale) - Math.log(Math.max(spread, 1e-12))) <=
      factorTolerance + 3 * logError(usual, now);
  if (isScaled) return { how: "scaled", amount: scale };
  const isNear = Math.abs(mean - usual.mean) <= 2 * usual.deviation;
  return isNear && spread <= staleMax ? { how: "stale", amount: spread } : undefined;
}

/** Standard error of the difference of the two logarithms, by the delta method for normal values. */
function logError(usual: FeatureMoments, now: FeatureMoments): number {
  const variance = ({ mean, deviation, count }: FeatureMoments) =>
    (deviation / mean) ** 2 / count + 1 / (2 * Math.max(1, count - 1));
  return Math.sqrt(variance(usual) + variance(now));
}

interface FeatureMoments {
  /** Rows with a number. */
  readonly count: number;
  /** Rows that carry the feature, null or not. */
  readonly carried: number;
  readonly mean: number;
  readonly deviation: number;
}

/** feature → its moments over one window, all versions together */
function momentsOf(
  rows: readonly Measurement[],
  model: string,
): ReadonlyMap<string, FeatureMoments> {
  const found = new Map<string, FeatureMoments>();
  const none: FeatureMoments = { count: 0, carried: 0, mean: Number.NaN, deviation: Number.NaN };
  for (const { measure, subject, slice, value, count } of rows) {
    if (subject.kind !== "model" || subject.model !== model || slice.version) continue;
    const { feature } = slice;
    if (feature === undefined) continue;
    const known = found.get(feature) ?? none;
    const number = value ?? Number.NaN;
    if (measure === "feature-mean") found.set(feature, { ...known, mean: number, count });
    if (measure === "feature-deviation") found.set(feature, { ...known, deviation: number });
    if (measure === "feature-null-share") found.set(feature, { ...known, carried: count });
  }
  return found;
}

/** One feature's source broke: another unit, an old value for everybody, another name. */
export const featureIntegrity: Probe = {
  name: probeName,
  summary: "Features that came in another unit, stopped changing, or stopped coming.",
  probe(file) {
    const broken = brokenFeatures(file);
    const looked = scopeOf(file).models.flatMap((model) => [
      ...momentsOf(file.measurementsDuring, model).keys(),
    ]);
    const ruledOut =
      broken.length === 0 && looked.length > 0
        ? [say("diagnose/features-whole", { count: looked.length })]
        : [];
    return { findings: broken.map((feature) => findingOf(file, feature)), ruledOut };
  },
};

function findingOf(file: CaseFile, broken: BrokenFeature): Finding {
  const { model, feature } = broken;
  return {
    kind: "data-quality",
    component: { kind: "features", name: model },
    version: "",
    detail: feature,
    statement: say("diagnose/cause-data-quality", { name: model, version: "", detail: feature }),
    evidence: [
      evidence(file, {
        probe: probeName,
        statement: statementOf(broken),
        weight: broken.how === "missing" ? 5 : 4,
        measure: broken.how === "missing" ? "feature-null-share" : "feature-mean",
      }),
    ],
  };
}

function statementOf({ feature, how, amount, instead }: BrokenFeature): Message {
  if (how === "missing") {
    return instead === ""
      ? say("diagnose/feature-missing", { feature })
      : say("diagnose/feature-renamed", { feature, instead });
  }
  return say(`diagnose/feature-${how}`, { feature, factor: amount });
}
