import { healthy, type ModelState } from "../conditions.ts";
import { between, pick, type FaultKind, type LabFault, type Stage } from "../fault-kind.ts";
import type { LabModel } from "../lab-system.ts";
import { byChange } from "./by-change.ts";
import { unchanged } from "./unchanged.ts";

const isGeneration = (model: LabModel): boolean => model.task === "generation";

function newPrompt(stage: Stage, state: Partial<ModelState>): LabFault {
  return byChange(stage, {
    kind: "prompt",
    component: "deployment",
    version: "p2",
    change: { kind: "prompt", from: "p1", title: `New prompt for ${stage.model.name}` },
    state: { promptVersion: "p2", ...state },
  });
}

/** A prompt that no longer asks for the right form. */
export const promptChange: FaultKind = {
  name: "prompt-change",
  layer: "deployment",
  spoils: "quality",
  summary: "A new prompt version breaks the output format.",
  fits: isGeneration,
  draw: (stage, random) =>
    newPrompt(stage, {
      brokenAnswers: Math.min(1, stage.magnitude * between(random, 0.25, 0.7)),
    }),
};

/** A prompt full of examples, or one that makes an agent go in circles. */
export const tokenExplosion: FaultKind = {
  name: "token-explosion",
  layer: "deployment",
  spoils: "service",
  summary:
    "A new prompt version makes prompts and answers several times as long, or takes several calls for one request.",
  fits: isGeneration,
  draw(stage, random) {
    const more = (least: number, most: number) =>
      1 + stage.magnitude * (between(random, least, most) - 1);
    const isLooping = random.uniform() < 0.5;
    return newPrompt(
      stage,
      isLooping
        ? { callsPerRequest: more(3, 5) }
        : { promptLength: more(2.5, 4), answerLength: more(1.5, 3) },
    );
  },
};

/** Somebody saves on tokens. */
export const outputLimit: FaultKind = {
  name: "output-limit",
  layer: "deployment",
  spoils: "quality",
  summary: "The limit on an answer's length is set too low: answers are cut off in the middle.",
  fits: isGeneration,
  draw(stage, random) {
    const answerTokensMax = pick(random, [64, 70, 75]);
    const title = `Set max_tokens of ${stage.model.name} to ${answerTokensMax}`;
    return byChange(stage, {
      kind: "configuration",
      component: "deployment",
      change: { kind: "config", title },
      state: { answerTokensMax },
    });
  },
};

/** A provider puts another model behind the same name, and tells nobody. */
export const providerChange: FaultKind = {
  name: "provider-change",
  layer: "training",
  spoils: "quality",
  summary:
    "The provider answers with another model under the same name, which declines or leaves the format more often.",
  fits: isGeneration,
  draw(stage, random) {
    const served = `${stage.model.name}-2026-${pick(random, ["06", "09", "11"])}`;
    const share = Math.min(1, stage.magnitude * between(random, 0.25, 0.6));
    const isDeclining = random.uniform() < 0.7;
    return byChange(stage, {
      kind: "bad-version",
      component: "artifact",
      version: served,
      change: null,
      state: { served, ...(isDeclining ? { refusals: share } : { brokenAnswers: share }) },
    });
  },
};

/** What an assistant reaches for fails. */
export const toolErrors: FaultKind = {
  name: "tool-errors",
  layer: "dependency",
  spoils: "quality",
  summary: "A tool that the language model calls fails: answers decline, and the agent asks again.",
  fits: isGeneration,
  draw(stage, random) {
    const { name, tools } = stage.model;
    const failingTool = pick(random, tools);
    const share = Math.min(1, stage.magnitude * between(random, 0.5, 1));
    const toolMessage = pick(random, [
      "503 Service Unavailable",
      "connect timed out after 10 s",
      "401 Unauthorized: token expired",
      "schema validation failed: missing field id",
    ]);
    return unchanged({
      kind: "dependency",
      component: { kind: "dependency", name: failingTool },
      rampSeconds: between(random, 0, 20),
      conditions: (strength) => ({
        ...healthy,
        models: { [name]: { failingTool, toolErrors: share * strength, toolMessage } },
      }),
    });
  },
};

/** People begin to paste whole documents. */
export const longInputs: FaultKind = {
  name: "long-inputs",
  layer: "data",
  spoils: "quality",
  summary:
    "Inputs become several times as long and no longer fit the context: instructions are cut off with the rest.",
  fits: isGeneration,
  draw(stage, random) {
    const { name, contextTokens } = stage.model;
    const longer = stage.magnitude * between(random, 0.9, 1.5) * (contextTokens / 230);
    return unchanged({
      kind: "data-drift",
      component: { kind: "data", name },
      rampSeconds: between(random, 0, 30),
      conditions: (strength) => ({
        ...healthy,
        models: { [name]: { promptLength: 1 + Math.max(0, longer - 1) * strength } },
      }),
    });
  },
};
