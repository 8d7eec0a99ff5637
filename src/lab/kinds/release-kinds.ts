import type { ServiceState } from "../conditions.ts";
import { between, pick, type FaultKind, type LabFault, type Stage } from "../fault-kind.ts";
import type { Random } from "../../stats/random.ts";
import { byChange } from "./by-change.ts";

/** Serving prepares inputs in another way than training did. */
export const servingSkew: FaultKind = {
  name: "serving-skew",
  layer: "deployment",
  spoils: "quality",
  summary: "A release of the service prepares several features in another way than training did.",
  fits: ({ features }) => features.length > 0,
  draw(stage, random) {
    const skewed = stage.model.features
      .filter(() => random.uniform() < 0.6)
      .map(({ name }) => name);
    const some = stage.model.features.slice(0, 2).map(({ name }) => name);
    return released(stage, random, { skewed: skewed.length >= 2 ? skewed : some });
  },
};

/** A release that points at a file that is not there. */
export const artifactMissing: FaultKind = {
  name: "artifact-missing",
  layer: "deployment",
  spoils: "service",
  summary: "Replicas of a release do not find the model's file: their requests fail.",
  fits: () => true,
  draw(stage, random) {
    return released(stage, random, {
      errorShare: errorShareOf(stage, random),
      logs: pick(random, [
        "FileNotFoundError: [Errno 2] No such file or directory: '/models/current/model.onnx'",
        "botocore.exceptions.ClientError: NoSuchKey: models/current/weights.safetensors",
      ]),
      waiting: pick(random, ["", "CrashLoopBackOff"]),
    });
  },
};

/** A file that was damaged or replaced on its way. */
export const artifactHash: FaultKind = {
  name: "artifact-hash",
  layer: "deployment",
  spoils: "service",
  summary: "Replicas of a release refuse a model's file whose hash is not the one expected.",
  fits: () => true,
  draw(stage, random) {
    return released(stage, random, {
      errorShare: errorShareOf(stage, random),
      logs: "model load failed: sha256 mismatch for /models/current/model.safetensors",
      waiting: pick(random, ["", "CrashLoopBackOff"]),
    });
  },
};

/** An image that is not in the registry: the old replicas that are left do all the work. */
export const imagePull: FaultKind = {
  name: "image-pull",
  layer: "deployment",
  spoils: "service",
  summary:
    "The image of a release cannot be pulled: its replicas never start, and the few old ones left are slow and turn requests away.",
  fits: () => true,
  draw(stage, random) {
    const { name } = stage.service;
    const deployed = releaseOf(random);
    return byChange(stage, {
      ...planOf(stage, deployed),
      state: {},
      services: {
        [name]: {
          slow: 1 + stage.magnitude * between(random, 1, 3),
          errorShare: Math.min(0.9, stage.magnitude * between(random, 0.05, 0.25)),
          waiting: pick(random, ["ImagePullBackOff", "ErrImagePull"]),
        },
      },
    });
  },
};

/** A release that serves at once: what it does to inputs, to its service, or to both. */
function released(
  stage: Stage,
  random: Random,
  { skewed, ...service }: Partial<ServiceState> & { readonly skewed?: readonly string[] },
): LabFault {
  const deployed = releaseOf(random);
  return byChange(stage, {
    ...planOf(stage, deployed),
    state: skewed ? { skewed } : {},
    services: { [stage.service.name]: { deployed, ...service } },
  });
}

function planOf({ service: { name } }: Stage, deployed: string) {
  return {
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
  } as const;
}

function releaseOf(random: Random): string {
  return `1.${1 + random.integer(9)}.0`;
}

function errorShareOf({ magnitude }: Stage, random: Random): number {
  return Math.min(0.9, magnitude * between(random, 0.2, 0.6));
}
