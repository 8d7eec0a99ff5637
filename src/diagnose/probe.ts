import type { CauseKind, ComponentEdge, ComponentRef } from "../model/component.ts";
import type { Evidence } from "../model/diagnosis.ts";
import type { Incident } from "../model/incident.ts";
import type { Measurement, ModelFacts } from "../model/measurement.ts";
import type { Message } from "../model/message.ts";
import type { ModelSummary } from "../model/model-summary.ts";
import type { SeriesSamples } from "../model/series.ts";
import type { ChangeRow, Labels } from "../model/signals.ts";
import type { SimilarIncident } from "../model/similar-incident.ts";
import type { Window } from "../model/time.ts";
import type { Slice } from "./slices/slice.ts";
import type { LlmTally } from "./traces/llm-tally.ts";
import type { PathGrowth } from "./traces/critical-path.ts";
import type { LineOfTraces } from "./traces/lines-of-traces.ts";

/**
 * Everything a diagnosis looks at, fetched once by the pipeline: plain values, no handles.
 * `before` is a quiet stretch that ends before the onset; `during` runs from the onset to now.
 */
export interface CaseFile {
  readonly incident: Incident;
  readonly now: number;
  readonly before: Window;
  readonly during: Window;
  readonly models: readonly ModelFacts[];
  /** Changes from one hour before the onset to now, oldest first. */
  readonly changes: readonly ChangeRow[];
  /** Every catalogue measure for the incident's models and services and their neighbours, one row per slice. */
  readonly measurementsBefore: readonly Measurement[];
  readonly measurementsDuring: readonly Measurement[];
  /** The same in short windows (10 s) from `before.start` to now: for onset order. */
  readonly measurementsOverTime: readonly Measurement[];
  /** Samples of host and process metrics of the services involved, over before and during. */
  readonly resources: readonly SeriesSamples[];
  /** Labels of series that only tell where something runs (`target_info`, `kube_pod_info`); left out where none came. */
  readonly placements?: readonly Labels[];
  /** caller → callee, learned from spans. */
  readonly edges: readonly ComponentEdge[];
  /** Kinds of log lines of the services involved; left out where no logs arrive. */
  readonly logTemplates?: readonly LogTemplateHistory[];
  /** Log lines since the onset that were too many to be looked at; left out where there are none. */
  readonly logLinesLeftOut?: number;
  /** What sets failing spans apart from good ones; left out where a service does not fail by itself. */
  readonly failingSpans?: FailingSpans;
  /** What people told of the versions that came and went; left out where nothing is known. */
  readonly versions?: readonly ToldVersion[];
  /** Past incidents that looked alike, the most alike first; left out where there are none. */
  readonly similar?: readonly SimilarIncident[];
  /** Slices that became worse, for the incident's models with enough labels. */
  readonly worseSlices?: readonly ModelSlices[];
  /** Calls of the incident's language models; left out where it has none. */
  readonly llmCalls?: readonly LlmCalls[];
}

/** The calls of a language model, its tools and retrieval, a sample of each side. */
export interface LlmCalls {
  readonly model: string;
  readonly before: LlmTally;
  readonly during: LlmTally;
  /** Bad answers since the onset: declined, or not of the declared format. */
  readonly bad: number;
  /** Attributes for which answers are bad more often than elsewhere, most striking first. */
  readonly differences: readonly Slice[];
}

/** What was told of a version of a model: its file, and what its training curves say. */
export interface ToldVersion {
  readonly model: string;
  readonly version: string;
  readonly summary: ModelSummary | null;
  readonly training: readonly TrainingSign[];
}

/** Something wrong with a training run, from the step on. */
export interface TrainingSign {
  readonly kind: "divergence" | "not-a-number" | "over-fit";
  readonly curve: string;
  readonly step: number;
}

/** Failing or slow spans of a service against its good ones since the onset. */
export interface FailingSpans {
  readonly service: string;
  /** Failing; otherwise slow. */
  readonly isError: boolean;
  /** Whether it is the deepest failing one among those that the incident's services call. */
  readonly isCalled: boolean;
  readonly failing: number;
  readonly spans: number;
  /** Attributes for which spans fail more often than elsewhere, most striking first. */
  readonly differences: readonly Slice[];
  /** Kinds of log lines that their traces write and those of good spans do not, the clearest first. */
  readonly lines: readonly LineOfTraces[];
  /** Where on the critical path slow traces lose most of their time; left out for failing ones. */
  readonly path?: PathGrowth;
}

/** Where a model became wrong more often. */
export interface ModelSlices {
  readonly model: string;
  /** Most striking first. */
  readonly slices: readonly Slice[];
  /** The most that each of them had of the reference's rows, as a share; null where that is not known. */
  readonly referenceShares?: readonly (number | null)[];
  /** Judged rows since the onset, and the share of wrong ones before and since, all slices together. */
  readonly rowsDuring: number;
  readonly rateBefore: number;
  readonly rateDuring: number;
}

/** How often one kind of log line of one service came, in windows of equal length. */
export interface LogTemplateHistory {
  readonly service: string;
  /** Id of the template; see `TemplateMiner`. */
  readonly template: string;
  /** Lines per window before the onset and since, windows without a line included. */
  readonly before: readonly number[];
  readonly during: readonly number[];
  /** Whether its lines are errors by their severity. */
  readonly isError: boolean;
  /** One of its newest lines, or its text. */
  readonly sample: string;
}

/** A probe's claim: evidence for or against one possible cause. */
export interface Finding {
  readonly kind: CauseKind;
  readonly component: ComponentRef;
  readonly version: string;
  readonly detail: string;
  readonly statement: Message;
  readonly evidence: readonly Evidence[];
}

/** One question asked of a case. Pure; never throws on missing telemetry; says what it ruled out. */
export interface Probe {
  readonly name: string;
  readonly summary: string;
  probe(file: CaseFile): {
    readonly findings: readonly Finding[];
    readonly ruledOut: readonly Message[];
  };
}
