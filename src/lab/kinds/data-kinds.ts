import type { Conditions, FeatureState } from "../conditions.ts";
import { healthy } from "../conditions.ts";
import { between, pick, type FaultKind, type LabTruth, type Stage } from "../fault-kind.ts";
import type { LabFeature, LabModel } from "../lab-system.ts";
import type { Random } from "../../stats/random.ts";
import { unchanged } from "./unchanged.ts";

const hasFeatures = (model: LabModel): boolean => model.features.length > 0;

/** A feature that matters: a fault nobody feels is no incident. */
function weightyFeature(model: LabModel, random: Random): LabFeature {
  const weight = ({ weights }: LabFeature) => Math.max(...weights.map((each) => Math.abs(each)));
  const sorted = model.features.toSorted((a, b) => weight(b) - weight(a));
  return pick(random, sorted.slice(0, Math.max(2, Math.ceil(sorted.length / 2))));
}

function ofFeature(model: LabModel, feature: string, state: Partial<FeatureState>): Conditions {
  return { ...healthy, features: { [`${model.name}/${feature}`]: state } };
}

function qualityOf(stage: Stage, feature: string): LabTruth {
  const component = { kind: "features", name: stage.model.name } as const;
  return { kind: "data-quality", component, version: "", detail: feature };
}

/** A source starts to send another unit: seconds become milliseconds. */
export const unitChange: FaultKind = {
  name: "unit-change",
  layer: "data",
  spoils: "quality",
  summary: "One feature arrives in another unit: its values are multiplied by a constant.",
  fits: hasFeatures,
  draw(stage, random) {
    const { model } = stage;
    const { name } = weightyFeature(model, random);
    const scale = pick(random, [0.001, 0.01, 0.3048, 0.4536, 2.2046, 100, 1_000]);
    return {
      truth: qualityOf(stage, name),
      change: null,
      rampSeconds: 0,
      conditions: () => ofFeature(model, name, { scale }),
    };
  },
};

/** An upstream join loses its right side. */
export const nullFlood: FaultKind = {
  name: "null-flood",
  layer: "data",
  spoils: "quality",
  summary: "One feature goes null in most rows.",
  fits: hasFeatures,
  draw(stage, random) {
    const { model } = stage;
    const { name } = weightyFeature(model, random);
    const share = Math.min(1, between(random, 0.5, 1) * stage.magnitude);
    return {
      truth: qualityOf(stage, name),
      change: null,
      rampSeconds: between(random, 0, 20),
      conditions: (strength) => ofFeature(model, name, { nullShare: share * strength }),
    };
  },
};

/** A feature pipeline stops: everybody gets yesterday's value. */
export const staleFeature: FaultKind = {
  name: "stale-feature",
  layer: "data",
  spoils: "quality",
  summary: "One feature no longer changes: rows carry an old value.",
  fits: hasFeatures,
  draw(stage, random) {
    const { model } = stage;
    const { name } = weightyFeature(model, random);
    const share = Math.min(1, between(random, 0.8, 1) * stage.magnitude);
    return {
      truth: qualityOf(stage, name),
      change: null,
      rampSeconds: 0,
      conditions: (strength) => ofFeature(model, name, { staleShare: share * strength }),
    };
  },
};

/** A producer renames a column; the consumer reads nothing. */
export const schemaRename: FaultKind = {
  name: "schema-rename",
  layer: "data",
  spoils: "quality",
  summary: "One feature arrives under another name, and the model misses it.",
  fits: hasFeatures,
  draw(stage, random) {
    const { model } = stage;
    const { name } = weightyFeature(model, random);
    const renamed = `${name}_${pick(random, ["value", "new", "v2"])}`;
    return {
      truth: qualityOf(stage, name),
      change: null,
      rampSeconds: 0,
      conditions: () => ofFeature(model, name, { renamed }),
    };
  },
};

/** Inputs of one country move: a new kind of customer, a sensor, a camera. */
export const covariateDrift: FaultKind = {
  name: "covariate-drift",
  layer: "data",
  spoils: "quality",
  summary: "Several features move away from what the model was trained on, in one slice or in all.",
  fits: hasFeatures,
  draw(stage, random) {
    const { model } = stage;
    const moved = model.features.filter(() => random.uniform() < 0.6);
    const chosen = moved.length >= 2 ? moved : model.features.slice(0, 2);
    const onlySegment = random.uniform() < 0.4 ? (model.segments[0]?.name ?? "") : "";
    const shifts = chosen.map(
      () => stage.magnitude * between(random, 2, 3.5) * (random.uniform() < 0.5 ? -1 : 1),
    );
    return unchanged({
      kind: "data-drift",
      component: { kind: "data", name: model.name },
      rampSeconds: between(random, 0, 60),
      conditions: (strength) => ({
        ...healthy,
        features: Object.fromEntries(
          chosen.map(({ name }, index) => [
            `${model.name}/${name}`,
            { shift: (shifts[index] ?? 0) * strength, onlySegment },
          ]),
        ),
      }),
    });
  },
};

/** The share of the classes changes: a wave of fraud. */
export const labelShift: FaultKind = {
  name: "label-shift",
  layer: "data",
  spoils: "quality",
  summary: "One class becomes much more common; rows of each class look as before.",
  fits: ({ task }) => task === "binary" || task === "multiclass",
  draw(stage, random) {
    const { name } = stage.model;
    const tilt = Math.min(0.95, stage.magnitude * between(random, 0.6, 0.85));
    return unchanged({
      kind: "label-shift",
      component: { kind: "data", name },
      rampSeconds: between(random, 0, 60),
      conditions: (strength) => ({
        ...healthy,
        models: { [name]: { labelTilt: tilt * strength } },
      }),
    });
  },
};

/** The world changes: the same inputs now mean something else. */
export const conceptDrift: FaultKind = {
  name: "concept-drift",
  layer: "data",
  spoils: "quality",
  summary: "Inputs stay as they were, but other outcomes belong to them.",
  fits: hasFeatures,
  draw(stage, random) {
    const { name } = stage.model;
    const turn = Math.min(1, stage.magnitude * between(random, 0.6, 1));
    return unchanged({
      kind: "concept-drift",
      component: { kind: "data", name },
      rampSeconds: between(random, 0, 60),
      conditions: (strength) => ({
        ...healthy,
        models: { [name]: { conceptTurn: turn * strength } },
      }),
    });
  },
};
