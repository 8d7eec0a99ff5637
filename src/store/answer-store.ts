import type { AnswerLikelihood } from "../model/answer-likelihood.ts";
import type { RecordedRetrieval } from "../model/retrieved-document.ts";
import type { JudgedOutput } from "../model/summary.ts";
import type { TimeMs, Window } from "../model/time.ts";
import { readAnswerLikelihoods } from "./answer-likelihoods.ts";
import type { Connection } from "./connection.ts";
import { readJudgedOutputs, readLabelledWindows } from "./judged-outputs.ts";
import { readLabelledTexts, readLabelledTextWindows } from "./labelled-texts.ts";
import { readRetrievals } from "./retrievals.ts";

/** Reads bounded samples of answers that no sum can measure: each is looked at as a whole. */
export interface AnswerStore {
  /** Windows of the clock's grid in which rankings, boxes, forecasts or times to an event have labels. */
  labelledWindows(
    project: string,
    request: LabelledWindowsRequest,
  ): Promise<readonly LabelledWindow[]>;
  /** Such outputs with their labels; of more than `limit` a version a sample by id. */
  judgedOutputs(project: string, request: AnswerSampleRequest): Promise<JudgedOutputs>;

  /** The same of answers in words with a text as label, of predictions and of calls of language models. */
  labelledTextWindows(
    project: string,
    request: LabelledWindowsRequest,
  ): Promise<readonly LabelledWindow[]>;
  /** Such answers with their labels; of more than `limit` a version a sample by id. */
  labelledTexts(project: string, request: AnswerSampleRequest): Promise<LabelledTexts>;

  /** Searches of these traces that tell what they found, oldest first. */
  retrievals(
    project: string,
    request: { readonly traceIds: readonly string[]; readonly window: Window },
  ): Promise<readonly RecordedRetrieval[]>;

  /** How likely a model held its answers, of predictions and calls that tell it; of each version at most `limit` of either. */
  answerLikelihoods(
    project: string,
    request: AnswerSampleRequest,
  ): Promise<readonly (AnswerLikelihood & { readonly version: string })[]>;
}

/** Windows of this size, on the clock's grid, that begin in `window`. */
export interface LabelledWindowsRequest {
  readonly models: readonly string[];
  readonly window: Window;
  readonly sizeMs: number;
}

/** At most `limit` rows of each version. */
export interface AnswerSampleRequest {
  readonly model: string;
  readonly window: Window;
  readonly limit: number;
}

/** How many outputs of a window have their label: rankings, boxes, forecasts and times to an event, or words. */
export interface LabelledWindow {
  readonly model: string;
  readonly start: TimeMs;
  readonly labelled: number;
}

/** Rankings, boxes, forecasts or times to an event beside what came out. */
export interface JudgedOutputs {
  readonly versions: readonly {
    readonly version: string;
    readonly predictions: number;
    readonly labelled: number;
  }[];
  /** In an order that tells nothing. */
  readonly rows: readonly JudgedOutput[];
}

/** Answers in words beside the texts they should be. */
export interface LabelledTexts extends Pick<JudgedOutputs, "versions"> {
  /** As recorded: texts, or chat messages as JSON. In an order that tells nothing. */
  readonly rows: readonly {
    readonly version: string;
    readonly output: string;
    /** A text; of a call also a ranking of what should have been found. */
    readonly label: string;
    /** `TRACE/SPAN` and start of a call; null of a prediction. */
    readonly call: { readonly id: string; readonly time: TimeMs } | null;
  }[];
}

/** The readers of a database. */
export function answerStore(connection: Connection): AnswerStore {
  return {
    labelledWindows: (project, request) => readLabelledWindows(connection, project, request),
    judgedOutputs: (project, request) => readJudgedOutputs(connection, project, request),
    labelledTextWindows: (project, request) =>
      readLabelledTextWindows(connection, project, request),
    labelledTexts: (project, request) => readLabelledTexts(connection, project, request),
    retrievals: (project, request) => readRetrievals(connection, project, request),
    answerLikelihoods: (project, request) => readAnswerLikelihoods(connection, project, request),
  };
}
