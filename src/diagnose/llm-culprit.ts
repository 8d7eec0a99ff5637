import type { CaseFile, Finding } from "./probe.ts";
import { causeOf } from "./probes/change-before-onset.ts";
import { factsOf } from "./scope.ts";
import { llmSigns, type LlmSign } from "./traces/llm-signs.ts";
import { servedSwitches, settingSwitches, type LlmSwitch } from "./traces/llm-switches.ts";
import { versionSwitches } from "./version-switch.ts";

/** A switch in the calls of a model of the case. */
export interface ModelLlmSwitch extends LlmSwitch {
  readonly model: string;
}

/** Language models of the case whose provider answers with another model than before. */
export function servedModels(file: CaseFile): readonly ModelLlmSwitch[] {
  return (file.llmCalls ?? []).flatMap(({ model, before, during }) =>
    servedSwitches(before, during).map((found) => ({ ...found, model })),
  );
}

/** Settings that calls of the case's language models ask with and did not before. */
export function changedSettings(file: CaseFile): readonly ModelLlmSwitch[] {
  return (file.llmCalls ?? []).flatMap(({ model, before, during }) =>
    settingSwitches(before, during).map((found) => ({ ...found, model })),
  );
}

/** Tools that models of the case call and that fail more often since the onset. */
export function failingTools(file: CaseFile): readonly string[] {
  return signsOf(file).flatMap(({ sign }) => (sign.kind === "tool-errors" ? [sign.tool] : []));
}

/** Models of the case that one request asks for more work than before: longer prompts, longer answers, more calls. */
export function busierModels(file: CaseFile): readonly string[] {
  const more: readonly LlmSign["kind"][] = ["prompt-tokens", "answer-tokens", "loops"];
  return signsOf(file).flatMap(({ model, sign }) => (more.includes(sign.kind) ? [model] : []));
}

/** Models of the case whose inputs became longer while nothing was put before or around them that was not before. */
export function longerInputs(file: CaseFile): readonly string[] {
  return signsOf(file).flatMap(({ model, sign }) =>
    sign.kind === "prompt-tokens" && whatChanged(file, model) === undefined ? [model] : [],
  );
}

function signsOf(file: CaseFile): readonly { readonly model: string; readonly sign: LlmSign }[] {
  return (file.llmCalls ?? []).flatMap(({ model, before, during }) =>
    llmSigns(before, during).map((sign) => ({ model, sign })),
  );
}

type Culprit = Pick<Finding, "kind" | "component" | "version">;

/**
 * What is to blame where the answers of a model are broken: what changed last, told or seen; else what it works with, a
 * tool that fails or inputs too long for it; else what makes or wraps the answers.
 */
export function culpritOfAnswers(file: CaseFile, model: string): Culprit {
  const changed = whatChanged(file, model);
  if (changed) return changed;
  const isAsked = (file.llmCalls ?? []).some((calls) => calls.model === model);
  const [tool] = isAsked ? failingTools(file) : [];
  if (tool !== undefined) {
    return { kind: "dependency", component: { kind: "dependency", name: tool }, version: "" };
  }
  if (longerInputs(file).includes(model)) {
    return { kind: "data-drift", component: { kind: "data", name: model }, version: "" };
  }
  return { kind: "bug", component: { kind: "deployment", name: model }, version: "" };
}

/** The change that was told last, or that versions, the provider's name of its model or the settings of calls show. */
function whatChanged(file: CaseFile, model: string): Culprit | undefined {
  const told = file.changes.findLast(
    (change) => change.model === model && change.time <= file.incident.onset + 30_000,
  );
  const change = told ? causeOf(told) : undefined;
  const switched = versionSwitches(file).find((found) => found.model === model);
  if (change && (change.kind !== "bad-version" || change.version === switched?.version)) {
    return { kind: change.kind, component: change.component, version: change.version };
  }
  if (switched) {
    const isPrompt = factsOf(file, model)?.task === "generation" && switched.onCalls;
    return {
      kind: isPrompt ? "prompt" : "bad-version",
      component: { kind: isPrompt ? "deployment" : "artifact", name: model },
      version: switched.version,
    };
  }
  const served = servedModels(file).find((found) => found.model === model);
  if (served) {
    return {
      kind: "bad-version",
      component: { kind: "artifact", name: model },
      version: served.to,
    };
  }
  if (changedSettings(file).some((found) => found.model === model)) {
    return { kind: "configuration", component: { kind: "deployment", name: model }, version: "" };
  }
  return undefined;
}
