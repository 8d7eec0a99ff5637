import { say, type Message } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import { changedSettings, culpritOfAnswers, servedModels } from "../llm-culprit.ts";
import type { CaseFile, Finding, LlmCalls, Probe } from "../probe.ts";
import { isWhole, shiftsOf, strength, type Shift } from "../shift.ts";
import { whereOf } from "../slices/where-of.ts";
import type { Slice } from "../slices/slice.ts";
import { llmSigns, type LlmSign } from "../traces/llm-signs.ts";
import { injectionRises } from "./prompt-injection.ts";
import { worseRetrievals } from "./retrieval.ts";

const probeName = "llm-calls";
// One clear sign of this kind is worth as much as a broken format; a number of tokens only hints.
const clearWeight = 2;
const hintWeight = 1;
const clearedWeight = 4;
// Share of the bad answers that must have something in common for it to be told with full weight.
const confinedShare = 0.6;
const sampleCharactersMax = 160;

/**
 * Calls to a language model, their tools and their retrieval, before the onset and since: refusals, answers cut short,
 * prompts that fill the context, failing tools, token counts that explode, loops; and what bad answers have in common
 * that good ones of the same time have not. What broke them is what changed last, told or seen in the calls, a tool, longer inputs, or who attacks.
 */
export const llmCalls: Probe = {
  name: probeName,
  summary:
    "Calls to language models before and since: refusals, cut-off answers, full contexts, failing tools, tokens and loops; and what bad answers have in common.",
  probe(file) {
    const all = file.llmCalls ?? [];
    const findings = all.flatMap((calls) => findingsOf(file, calls));
    const ruledOut =
      findings.length === 0
        ? all.map(({ model: name }) => say("diagnose/llm-usual", { name }))
        : [];
    return { findings, ruledOut };
  },
};

function findingsOf(file: CaseFile, calls: LlmCalls): readonly Finding[] {
  const { before, during, model } = calls;
  const signs = llmSigns(before, during).map((sign) => {
    const place = sign.kind === "tool-errors" ? toolOf(sign.tool) : placeOf(file, model);
    const most = isClear(sign) ? clearWeight : hintWeight;
    return told(file, place, {
      statement: statementOf(model, sign),
      weight: strength(sign.z, most),
    });
  });
  const alike = calls.differences.map((slice) =>
    told(file, placeOf(file, model), alikeOf(calls, slice)),
  );
  return [...signs, ...alike, ...switchesOf(file, calls)];
}

/**
 * The provider's model and the settings of calls that were not there before; cleared where the answers are as good as
 * before, as versions are.
 */
function switchesOf(file: CaseFile, calls: LlmCalls): readonly Finding[] {
  const { model: name } = calls;
  const isOurs = ({ model }: { readonly model: string }) => model === name;
  const cleared = isWorse(file, calls)
    ? []
    : [{ statement: say("diagnose/llm-answers-as-before", { name }), weight: -clearedWeight }];
  const served = servedModels(file)
    .filter(isOurs)
    .flatMap(({ from, to, shareDuring: share }) => {
      const params = { name, before: from, after: to, share };
      const seen = say("diagnose/llm-served-switched", params);
      const component = { kind: "artifact", name } as const;
      return [{ statement: seen, weight: hintWeight }, ...cleared].map((said) =>
        told(file, { kind: "bad-version", component, version: to }, said),
      );
    });
  const settings = changedSettings(file)
    .filter(isOurs)
    .flatMap(({ name: setting, from, to, shareDuring: share }) => {
      const params = { name, setting, before: from, after: to, share };
      const seen = say("diagnose/llm-setting-changed", params);
      const component = { kind: "deployment", name } as const;
      return [{ statement: seen, weight: clearWeight }, ...cleared].map((said) =>
        told(file, { kind: "configuration", component, version: "" }, said),
      );
    });
  return [...served, ...settings];
}

/** Whether calls of a model do anything worse since the onset that a switch of its own could bring. */
function isWorse(file: CaseFile, { model, before, during }: LlmCalls): boolean {
  const isOurs = ({ subject }: Shift) => subject.kind === "model" && subject.model === model;
  return (
    llmSigns(before, during).some(({ kind }) => kind !== "tool-errors") ||
    shiftsOf(file).some((shift) => shift.worse && isOurs(shift) && isWhole(shift.slice))
  );
}

function isClear({ kind }: LlmSign): boolean {
  return kind === "refusals" || kind === "tool-errors" || kind === "cut-short";
}

function statementOf(name: string, sign: LlmSign): Message {
  const { before, after } = sign;
  switch (sign.kind) {
    case "refusals":
    case "cut-short":
      return say(`diagnose/llm-${sign.kind}`, { name, before, after, rows: sign.rows });
    case "context-full":
      return say("diagnose/llm-context-full", { name, before, after, tokens: sign.tokens });
    case "tool-errors": {
      const sample = sign.sample.slice(0, sampleCharactersMax);
      const params = { name, tool: sign.tool, before, after };
      return sample === ""
        ? say("diagnose/llm-tool-errors", params)
        : say("diagnose/llm-tool-errors-say", { ...params, sample });
    }
    case "prompt-tokens":
    case "answer-tokens":
    case "loops":
      return say(`diagnose/llm-${sign.kind}`, {
        name,
        before: rounded(before),
        after: rounded(after),
      });
    default:
      return sign satisfies never;
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** What bad answers have in common. */
function alikeOf(
  { model: name, bad }: LlmCalls,
  { predicates, rateDuring, rowsDuring }: Slice,
): { readonly statement: Message; readonly weight: number } {
  const held = Math.min(1, (rateDuring * rowsDuring) / Math.max(1, bad));
  const params = { name, where: whereOf(predicates), share: rateDuring, held, bad };
  return {
    statement: say("diagnose/llm-bad-alike", params),
    weight: held >= confinedShare ? hintWeight : hintWeight / 2,
  };
}

type Place = Pick<Finding, "kind" | "component" | "version">;

function toolOf(name: string): Place {
  return { kind: "dependency", component: { kind: "dependency", name }, version: "" };
}

/** An attack, or retrieval that no longer fits, explains odd answers before what was changed does. */
function placeOf(file: CaseFile, model: string): Place {
  const isAttacked = injectionRises(file).some(
    ({ subject }) => subject.kind === "model" && subject.model === model,
  );
  if (isAttacked) {
    return { kind: "security", component: { kind: "client", name: model }, version: "" };
  }
  const worse = worseRetrievals(file).find((found) => found.model === model);
  if (worse) {
    return {
      kind: "retrieval",
      component: { kind: "dependency", name: worse.retriever },
      version: "",
    };
  }
  return culpritOfAnswers(file, model);
}

function told(
  file: CaseFile,
  { kind, component, version }: Place,
  said: { readonly statement: Message; readonly weight: number },
): Finding {
  return {
    kind,
    component,
    version,
    detail: "",
    statement: say(`diagnose/cause-${kind}`, { name: component.name, version, detail: "" }),
    evidence: [evidence(file, { probe: probeName, ...said })],
  };
}
