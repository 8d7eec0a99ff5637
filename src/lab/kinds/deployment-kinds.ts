import { between, nextVersion, pick, type FaultKind } from "../fault-kind.ts";
import type { LabModel } from "../lab-system.ts";
import { byChange } from "./by-change.ts";

const hasFeatures = (model: LabModel): boolean => model.features.length > 0;

/** A version that learned the wrong thing. */
export const badVersion: FaultKind = {
  name: "bad-version",
  layer: "training",
  spoils: "quality",
  summary: "A new version is worse than the one it replaces, for all or for a canary's share.",
  fits: hasFeatures,
  draw(stage, random) {
    const version = nextVersion(stage.model.version);
    const versionShare = random.uniform() < 0.3 ? 0.5 : 1;
    const weightNoise = Math.min(1, stage.magnitude * between(random, 0.6, 1));
    return byChange(stage, {
      kind: "bad-version",
      component: "artifact",
      version,
      change: {
        kind: "promotion",
        from: stage.model.version,
        title: `Promote ${stage.model.name} ${version}`,
      },
      state: { version, versionShare, weightNoise },
    });
  },
};

/** Weights rounded too far, or damaged on the way. */
export const corruptWeights: FaultKind = {
  name: "corrupt-weights",
  layer: "training",
  spoils: "quality",
  summary:
    "The weights of a release are quantised too far or damaged: a version of the same training fails.",
  fits: hasFeatures,
  draw(stage, random) {
    const version = `${stage.model.version}-int${pick(random, [4, 8])}`;
    return byChange(stage, {
      kind: "bad-version",
      component: "artifact",
      version,
      change: {
        kind: "deploy",
        from: stage.model.version,
        title: `Deploy ${stage.model.name} ${version}`,
      },
      state: {
        version,
        versionShare: 1,
        weightNoise: Math.min(1, stage.magnitude * between(random, 0.5, 0.9)),
      },
    });
  },
};

/** Somebody turns a knob. */
export const thresholdChange: FaultKind = {
  name: "threshold-change",
  layer: "deployment",
  spoils: "quality",
  summary: "The decision threshold is changed: scores as before, other decisions.",
  fits: ({ task }) => task === "binary",
  draw: (stage, random) =>
    byChange(stage, {
      kind: "configuration",
      component: "deployment",
      change: { kind: "config", title: `Set decision threshold of ${stage.model.name}` },
      state: {
        threshold: stage.magnitude * between(random, 2, 3.5) * (random.uniform() < 0.5 ? -1 : 1),
      },
    }),
};
