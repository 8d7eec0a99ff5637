import { healthy } from "../conditions.ts";
import { between, type FaultKind } from "../fault-kind.ts";
import { unchanged } from "./unchanged.ts";

/** More is asked than can be served. */
export const overload: FaultKind = {
  name: "overload",
  layer: "usage",
  spoils: "service",
  summary: "Several times the usual traffic: the service queues.",
  fits: () => true,
  draw(stage, random) {
    const { model } = stage;
    const rate = 1 + stage.magnitude * between(random, 1.5, 4);
    return unchanged({
      kind: "overload",
      component: { kind: "serving", name: model.service },
      rampSeconds: between(random, 0, 30),
      conditions: (strength) => ({
        ...healthy,
        models: { [model.name]: { rate: 1 + (rate - 1) * strength } },
        services: { [model.service]: { slow: 1 + (rate - 1) * 0.9 * strength } },
      }),
    });
  },
};

/** Other users than before. */
export const trafficShift: FaultKind = {
  name: "traffic-shift",
  layer: "usage",
  spoils: "quality",
  summary: "Most requests now come from a group of users that was rare.",
  fits: (model) => model.features.length > 0,
  draw(stage, random) {
    const { name } = stage.model;
    const segmentShift = Math.min(1, stage.magnitude * between(random, 0.6, 0.9));
    return {
      truth: { kind: "usage", component: { kind: "client", name }, version: "", detail: "" },
      change: null,
      rampSeconds: between(random, 0, 60),
      conditions: (strength) => ({
        ...healthy,
        models: { [name]: { segmentShift: segmentShift * strength } },
      }),
    };
  },
};

/** Somebody tries to make the model say other things. */
export const injectionAttack: FaultKind = {
  name: "injection-attack",
  layer: "usage",
  spoils: "quality",
  summary: "Requests carry instructions that override the prompt, and answers leave their format.",
  fits: ({ task }) => task === "generation",
  draw(stage, random) {
    const { name } = stage.model;
    const attackShare = Math.min(1, stage.magnitude * between(random, 0.2, 0.5));
    return {
      truth: { kind: "security", component: { kind: "client", name }, version: "", detail: "" },
      change: null,
      rampSeconds: between(random, 0, 20),
      conditions: (strength) => ({
        ...healthy,
        models: { [name]: { attackShare: attackShare * strength } },
      }),
    };
  },
};
