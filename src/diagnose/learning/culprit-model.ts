import { type ChoiceWeights, fitChoices, scoreChoices } from "../../stats/choice/choice-model.ts";
import type { AlertCase, LabelledAlertCase } from "./alert-case.ts";
import { alertFeatures, type Operations, operationsOf } from "./alert-features.ts";

/** What labelled incidents taught: names of features and of fault kinds, and their weights. */
export interface CulpritModel {
  readonly features: readonly string[];
  readonly kinds: readonly string[];
  readonly operations: Operations;
  readonly choice: ChoiceWeights;
}

/** One component's share of belief, and the likeliest kind of fault were it the culprit. */
export interface RankedCulprit {
  readonly component: string;
  /** 0 to 1; the shares of a case add to 1. */
  readonly share: number;
  readonly kind: string;
}

/** Features seen fewer times than this over all incidents teach nothing. */
const seenMin = 2;
const iterationsMax = 80;
/** Ridge on the weights that all kinds share and on those of one kind; chosen by five cross-validations. */
const penalty = { shared: 1, own: 0.3 } as const;

/**
 * Learns from incidents whose culprit is known: a softmax over all pairs of (component, kind of fault).
 * Without incidents, or without a culprit among the components, the model believes all alike.
 *
 * Cost O(iterations × incidents × components × signs × kinds); 250 incidents of 21 components: some seconds.
 */
export function learnCulprits(cases: readonly LabelledAlertCase[]): CulpritModel {
  const usable = cases.filter(({ components, culprit }) => components.includes(culprit));
  const operations = operationsOf(usable);
  const known = usable.map((labelled) => ({
    labelled,
    features: alertFeatures(labelled, operations),
  }));
  const features = namesOf(known.map((entry) => entry.features));
  const kinds = [...new Set(usable.map(({ kind }) => kind))].toSorted();
  const index = new Map(features.map((name, place) => [name, place]));
  const groups = [0];
  const chosen: number[] = [];
  const kind: number[] = [];
  const rows: ReadonlyMap<string, number>[] = [];
  for (const { labelled, features: own } of known) {
    chosen.push(rows.length + labelled.components.indexOf(labelled.culprit));
    kind.push(kinds.indexOf(labelled.kind));
    for (const component of labelled.components) rows.push(own.get(component) ?? new Map());
    groups.push(rows.length);
  }
  const choice = fitChoices(
    {
      rows: sparse(rows, index),
      groups: Int32Array.from(groups),
      chosen: Int32Array.from(chosen),
      kind: Int32Array.from(kind),
    },
    {
      features: features.length,
      kinds: kinds.length,
      penaltyShared: penalty.shared,
      penaltyOwn: penalty.own,
      iterationsMax,
    },
  );
  return { features, kinds, operations, choice };
}

/** Components of a new incident, the likeliest culprit first; equal shares keep the given order. */
export function rankCulprits(model: CulpritModel, alerts: AlertCase): readonly RankedCulprit[] {
  const index = new Map(model.features.map((name, place) => [name, place]));
  const features = alertFeatures(alerts, model.operations);
  const rows = alerts.components.map((component) => features.get(component) ?? new Map());
  const kinds = model.kinds.length;
  if (kinds === 0) {
    const share = 1 / Math.max(1, alerts.components.length);
    return alerts.components.map((component) => ({ component, share, kind: "" }));
  }
  const scores = scoreChoices(sparse(rows, index), model.choice);
  const largest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = scores.map((score) => Math.exp(score - largest));
  const total = weights.reduce((a, b) => a + b, 0);
  return alerts.components
    .map((component, row) => {
      const own = weights.subarray(row * kinds, (row + 1) * kinds);
      const best = own.indexOf(own.reduce((a, b) => Math.max(a, b), 0));
      return {
        component,
        share: own.reduce((a, b) => a + b, 0) / total,
        kind: model.kinds[best] ?? "",
      };
    })
    .toSorted((a, b) => b.share - a.share);
}

/** Names of features that occur often enough, in the order of their first occurrence. */
function namesOf(
  cases: readonly ReadonlyMap<string, ReadonlyMap<string, number>>[],
): readonly string[] {
  const seen = new Map<string, number>();
  for (const components of cases) {
    for (const features of components.values()) {
      for (const name of features.keys()) seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  }
  return [...seen].filter(([, count]) => count >= seenMin).map(([name]) => name);
}

function sparse(
  rows: readonly ReadonlyMap<string, number>[],
  index: ReadonlyMap<string, number>,
): { readonly from: Int32Array; readonly features: Int32Array; readonly values: Float64Array } {
  const from = new Int32Array(rows.length + 1);
  const features: number[] = [];
  const values: number[] = [];
  rows.forEach((row, place) => {
    for (const [name, value] of row) {
      const feature = index.get(name);
      if (feature === undefined) continue;
      features.push(feature);
      values.push(value);
    }
    from[place + 1] = features.length;
  });
  return { from, features: Int32Array.from(features), values: Float64Array.from(values) };
}
