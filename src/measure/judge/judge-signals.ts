import type { AnsweredCall } from "../../model/answered-call.ts";
import type { Json } from "../../model/json.ts";
import type { Labels } from "../../model/signals.ts";
import { shareStandardError } from "../../stats/share-standard-error.ts";
import type { GoldenRow } from "../golden/golden-set.ts";
import type { PeopleAgreement } from "./people-agreement.ts";

/** Column of the answer in the rows that a judge of live calls is shown. */
export const answerColumn = "answer";

/** A call and what the judge said of it. */
export interface JudgedCall {
  readonly call: AnsweredCall;
  readonly isYes: boolean;
}

/** A value of a judge's series; a gauge. */
export interface JudgePoint {
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number;
  readonly unit: string;
  readonly help: string;
}

/**
 * A call as a judge is shown it: the prompt as material, the answer apart.
 *
 * @param charactersMax of either; of a longer text its first two thirds and its end
 */
export function judgedRow(call: AnsweredCall, charactersMax: number): GoldenRow {
  const features = { prompt: shortened(call.input, charactersMax) };
  const answer = shortened(call.output, charactersMax);
  return { id: call.id, features, cells: { [answerColumn]: answer }, label: "" };
}

/** Verdicts as bodies of the feedback protocol, so that each is kept by call and version. */
export function verdictFeedback(
  verdicts: readonly JudgedCall[],
  about: { readonly model: string; readonly prompt: string; readonly time: number },
): readonly Json[] {
  const { model, prompt, time } = about;
  const name = judgeFeedbackName(prompt);
  return verdicts.map(({ call: { id, version }, isYes }) => ({
    model,
    id,
    name,
    value: isYes,
    time,
    ...(version === "" ? {} : { version }),
  }));
}

/** Under which name of feedback the verdicts of a prompt are kept. */
export function judgeFeedbackName(prompt: string): string {
  return `judge-${prompt}`;
}

/**
 * Series of one run: the share of yes, what the run took, and how far the judge agrees with people, each with its
 * sample size and standard error. What is undefined has no point.
 */
export function judgePoints(
  labels: { readonly model: string; readonly judge: string; readonly prompt: string },
  run: {
    readonly verdicts: readonly JudgedCall[];
    readonly calls: number;
    readonly tokens: number;
    readonly agreement: PeopleAgreement;
  },
): readonly JudgePoint[] {
  const { verdicts, calls, tokens, agreement } = run;
  const point = (name: string, value: number, unit: string, help: string): JudgePoint => ({
    metric: `aceso_judge_${name}`,
    labels,
    value,
    unit,
    help,
  });
  const measured = (
    name: string,
    of: { readonly value: number; readonly count: number; readonly standardError: number },
    help: string,
  ): readonly JudgePoint[] =>
    of.count === 0 || Number.isNaN(of.value)
      ? []
      : [
          point(name, of.value, "ratio", help),
          point(`${name}_samples`, of.count, "1", `answers that aceso_judge_${name} rests on`),
          point(
            `${name}_stderr`,
            of.standardError,
            "ratio",
            `standard error of aceso_judge_${name}`,
          ),
        ];
  const [count, yes] = [verdicts.length, verdicts.filter(({ isYes }) => isYes).length];
  const standardError = count === 0 ? Number.NaN : shareStandardError(yes, count);
  const { agreed, kappa } = agreement;
  return [
    ...measured(
      "yes_ratio",
      { value: yes / count, count, standardError },
      "share of sampled answers to which the judge says yes",
    ),
    ...measured("agreement_ratio", agreed, "share of answers on which judge and people agree"),
    ...measured("agreement_kappa", kappa, "agreement of judge and people beyond chance (Cohen)"),
    point("calls", calls, "1", "calls that a run of the judge made"),
    point("failures", calls - count, "1", "calls of a run that brought no verdict"),
    ...(tokens > 0
      ? [point("tokens", tokens, "1", "tokens that a run took, as its endpoint says")]
      : []),
  ];
}

function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most * 2) / 3);
  return `${text.slice(0, head)} […] ${text.slice(text.length - (most - head))}`;
}
