import type { CauseKind, ComponentKind } from "../../model/component.ts";
import { healthy, type Conditions, type ModelState } from "../conditions.ts";
import {
  between,
  nextVersion,
  pick,
  type FaultKind,
  type LabChange,
  type LabFault,
  type Stage,
} from "../fault-kind.ts";
import type { LabModel } from "../lab-system.ts";

const hasFeatures = (model: LabModel): boolean => model.features.length > 0;
const isGeneration = (model: LabModel): boolean => model.task === "generation";
const never = "" as const;

const lineOfFailure = [
  "model load failed: sha256 mismatch for /models/current/model.safetensors",
  "FileNotFoundError: [Errno 2] No such file or directory: '/models/current/model.onnx'",
  "Back-off pulling image: ErrImagePull",
] as const;

interface Plan {
  readonly kind: CauseKind;
  readonly component: ComponentKind;
  /** Name of the component; the model's where absent. */
  readonly place?: string;
  readonly version?: string;
  readonly change: Pick<LabChange, "kind" | "title"> & Partial<LabChange>;
  /** The model's state once the change is in. */
  readonly state: Partial<ModelState>;
  readonly services?: Conditions["services"];
}

/** A fault that a change of the model's deployment brought, at once. */
function byChange(stage: Stage, plan: Plan): LabFault {
  const { name } = stage.model;
  const version = plan.version ?? never;
  return {
    truth: {
      kind: plan.kind,
      component: { kind: plan.component, name: plan.place ?? name },
      version,
      detail: "",
    },
    change: { model: name, component: "", version, from: "", to: version, ...plan.change },
    rampSeconds: 0,
    conditions: () => ({
      ...healthy,
      models: { [name]: plan.state },
      ...(plan.services && { services: plan.services }),
    }),
  };
}

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

/** Serving prepares inputs in another way than training did. */
export const servingSkew: FaultKind = {
  name: "serving-skew",
  layer: "deployment",
  spoils: "quality",
  summary: "A release of the service prepares several features in another way than training did.",
  fits: hasFeatures,
  draw(stage, random) {
    const skewed = stage.model.features
      .filter(() => random.uniform() < 0.6)
      .map(({ name }) => name);
    const some = stage.model.features.slice(0, 2).map(({ name }) => name);
    const deployed = `1.${1 + random.integer(9)}.0`;
    return byChange(stage, {
      kind: "deployment",
      component: "deployment",
      place: stage.model.service,
      change: {
        kind: "deploy",
        model: "",
        component: stage.model.service,
        version: deployed,
        from: "1.0.0",
        to: deployed,
        title: `Deploy ${stage.model.service} ${deployed}`,
      },
      state: { deployed, skewed: skewed.length >= 2 ? skewed : some },
    });
  },
};

/** A release some of whose replicas cannot load what they should serve. */
export const loadFailure: FaultKind = {
  name: "load-failure",
  layer: "deployment",
  spoils: "service",
  summary:
    "Replicas of a release cannot load the model (file missing, wrong hash, image not pulled): their requests fail.",
  fits: () => true,
  draw(stage, random) {
    const { name } = stage.service;
    const deployed = `1.${1 + random.integer(9)}.0`;
    const errorShare = Math.min(0.9, stage.magnitude * between(random, 0.2, 0.6));
    return byChange(stage, {
      kind: "deployment",
      component: "deployment",
      place: name,
      change: {
        kind: "deploy",
        model: "",
        component: name,
        version: deployed,
        from: "1.0.0",
        to: deployed,
        title: `Deploy ${name} ${deployed}`,
      },
      state: { deployed },
      services: { [name]: { errorShare, logs: pick(random, lineOfFailure) } },
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

/** A prompt that no longer asks for the right form. */
export const promptChange: FaultKind = {
  name: "prompt-change",
  layer: "deployment",
  spoils: "quality",
  summary: "A new prompt version breaks the output format.",
  fits: isGeneration,
  draw: (stage, random) =>
    byChange(stage, {
      kind: "prompt",
      component: "deployment",
      version: "p2",
      change: { kind: "prompt", from: "p1", title: `New prompt for ${stage.model.name}` },
      state: {
        promptVersion: "p2",
        brokenAnswers: Math.min(1, stage.magnitude * between(random, 0.25, 0.7)),
      },
    }),
};
