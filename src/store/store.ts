import type { AnsweredCall } from "../model/answered-call.ts";
import type { ComponentEdge } from "../model/component.ts";
import type { DrawnLabel, DrawnRows, InputCounts } from "../model/drawn-rows.ts";
import type { DrawnTexts } from "../model/drawn-texts.ts";
import type { IncidentEvent } from "../model/incident.ts";
import type { Json } from "../model/json.ts";
import type {
  DistributionRequest,
  HourlyDistribution,
  StoredDistribution,
} from "../model/distribution.ts";
import type { LabelArrival, ModelFacts } from "../model/measurement.ts";
import type { Evaluation } from "../model/monitor.ts";
import type { LabelMatcher, SeriesSamples } from "../model/series.ts";
import type {
  ChangeRow,
  Labels,
  LogRow,
  PredictionRow,
  SignalSink,
  SpanRow,
} from "../model/signals.ts";
import type { SummarySource } from "../model/summary.ts";
import type { TimeMs, Window } from "../model/time.ts";
import type { AnswerStore } from "./answer-store.ts";

/** A span as it is read back, with its project-wide facts as plain values. */
export interface StoredSpan extends Omit<SpanRow, "attributesText" | "attributesNumber"> {
  readonly attributes: { readonly [name: string]: string | number };
}

/** One line of the audit: who did what to which thing, when, and how it ended. */
export interface AuditRow {
  readonly time: TimeMs;
  readonly by: string;
  readonly action: string;
  readonly target: string;
  readonly result: "ok" | "refused" | "failed";
  readonly before: Json;
  readonly after: Json;
}

/** How full and how busy the store is, for /metrics, the settings page and `aceso doctor`. */
export interface StoreStatus {
  readonly backend: "embedded" | "remote";
  readonly version: string;
  /** Table → rows and bytes on disk. */
  readonly tables: { readonly [table: string]: { readonly rows: number; readonly bytes: number } };
  /** Segments written and not yet inserted; bytes and count. Zero when remote. */
  readonly pendingBytes: number;
  readonly pendingSegments: number;
  /** Segments the store refused three times; kept in dead/. */
  readonly deadSegments: number;
  readonly acceptedRows: number;
  readonly available: boolean;
}

/** A finished backup: its folder, and the bytes in it. */
export interface StoredBackup {
  readonly path: string;
  readonly bytes: number;
}

/**
 * The only door to ClickHouse. Same behaviour embedded and remote. Every method is bounded in rows
 * and time, validates the rows it reads, and throws AcesoError "store-unavailable" when it cannot answer.
 */
export interface Store extends SignalSink, SummarySource, AnswerStore {
  /** Waits until everything acknowledged so far can be read. For tests, replay and shutdown. */
  flush(): Promise<void>;
  close(): Promise<void>;
  status(): Promise<StoreStatus>;
  projects(): Promise<readonly string[]>;

  selectSeries(
    project: string,
    request: {
      readonly matchers: readonly LabelMatcher[];
      readonly start: TimeMs;
      readonly end: TimeMs;
      /** Series at most; more is an error, unless `prefer` says which of them matter most. */
      readonly limit?: number;
      /** Larger for series that are to be read first where there are more than `limit`. */
      readonly prefer?: (labels: Labels) => number;
    },
  ): Promise<readonly SeriesSamples[]>;
  /** Metric names with help, kind and unit, and label names and values: from the series table. */
  listSeries(
    project: string,
    request: {
      readonly matchers: readonly LabelMatcher[];
      readonly start: TimeMs;
      readonly end: TimeMs;
      readonly limit: number;
    },
  ): Promise<
    readonly {
      readonly metric: string;
      readonly labels: Labels;
      readonly kind: string;
      readonly unit: string;
      readonly help: string;
    }[]
  >;

  /** Models seen in predictions and LLM spans within the window. */
  models(project: string, window: Window): Promise<readonly ModelFacts[]>;
  /** Services seen in spans within the window, with the peers their client spans call. */
  services(
    project: string,
    window: Window,
  ): Promise<
    readonly {
      readonly service: string;
      readonly peers: readonly string[];
      readonly models: readonly string[];
    }[]
  >;
  componentEdges(project: string, window: Window): Promise<readonly ComponentEdge[]>;
  changes(project: string, window: Window, limit?: number): Promise<readonly ChangeRow[]>;
  /** Spans that start within the window, oldest first; of more than `limit` the newest. */
  spans(
    project: string,
    request: {
      readonly window: Window;
      /** A window before it, of which as many are read: one query instead of two. */
      readonly earlier?: Window;
      readonly service?: string;
      readonly traceId?: string;
      /** Only spans of these traces. */
      readonly traceIds?: readonly string[];
      readonly limit: number;
      /** False leaves prompts and answers out, which are many times the rest; "answers" only the prompts. */
      readonly bodies?: boolean | "answers";
    },
  ): Promise<readonly StoredSpan[]>;
  logs(
    project: string,
    request: {
      readonly window: Window;
      readonly service?: string;
      readonly text?: string;
      /** Only records of these traces. */
      readonly traceIds?: readonly string[];
      readonly limit: number;
    },
  ): Promise<readonly LogRow[]>;
  /** Log records of the window. */
  logCount(project: string, window: Window): Promise<number>;
  predictions(
    project: string,
    request: {
      readonly window: Window;
      readonly model: string;
      readonly version?: string;
      readonly limit: number;
    },
  ): Promise<readonly PredictionRow[]>;

  /** Calls of a language model with prompt and answer; of more than `limit` a sample by id. */
  llmCalls(
    project: string,
    request: {
      readonly model: string;
      readonly window: Window;
      readonly limit: number;
      /** Characters read of each prompt and answer; all where left out. */
      readonly charactersMax?: number;
    },
  ): Promise<readonly AnsweredCall[]>;

  /** Predictions, in an order that tells nothing; of more than `limit` a sample by id. */
  drawnRows(
    project: string,
    request: { readonly model: string; readonly window: Window; readonly limit: number },
  ): Promise<DrawnRows>;
  /** Predictions of the window and how many different inputs they had. */
  inputCounts(
    project: string,
    request: { readonly model: string; readonly window: Window },
  ): Promise<InputCounts>;
  /** Labels of predictions within the window, drawn likewise. */
  drawnLabels(
    project: string,
    request: { readonly model: string; readonly window: Window; readonly limit: number },
  ): Promise<readonly DrawnLabel[]>;

  /** Texts and embeddings of predictions; of more than `limit` a sample by id. */
  drawnTexts(
    project: string,
    request: {
      readonly model: string;
      readonly window: Window;
      readonly limit: number;
      /** Characters read of each text. */
      readonly charactersMax: number;
    },
  ): Promise<readonly DrawnTexts[]>;

  /**
   * Predictions of classes whose label has come, oldest first; of more than `limit` a sample by id. With `numbers`
   * also predictions of numbers, with their error and never wrong.
   */
  judgedPredictions(
    project: string,
    request: {
      readonly model: string;
      readonly window: Window;
      readonly limit: number;
      readonly numbers?: boolean;
    },
  ): Promise<readonly JudgedPrediction[]>;

  /**
   * Predictions of numbers, with their labels where those have come, in an order that tells nothing; of more
   * than `limit` a sample by id.
   */
  numberPredictions(
    project: string,
    request: {
      readonly model: string;
      readonly window: Window;
      readonly limit: number;
      readonly labelledOnly: boolean;
    },
  ): Promise<NumberPredictions>;

  /** How many predictions of the window have their label by now, and after how long, by version. */
  labelArrivals(
    project: string,
    request: { readonly model: string; readonly window: Window },
  ): Promise<readonly LabelArrival[]>;

  /** Matches labels that came since the last call with their predictions; returns how many it resolved. */
  resolveLabels(project: string): Promise<number>;
  /** Gives feedback without a version that of the prediction it is about. */
  nameFeedbackVersions(project: string): Promise<void>;

  /** Keeps what features looked like in whole hours; an hour told again replaces itself. */
  appendDistributions(project: string, rows: readonly HourlyDistribution[]): Promise<void>;
  /**
   * What features looked like over the hours that begin in the window, added up; features whose bins have
   * changed in it have one row for each.
   */
  distributions(
    project: string,
    request: DistributionRequest,
  ): Promise<readonly StoredDistribution[]>;
  /** Start of the newest hour that was kept; null before the first. */
  newestDistribution(project: string): Promise<TimeMs | null>;

  appendEvaluations(project: string, evaluations: readonly Evaluation[]): Promise<void>;
  /** Newest revision per monitor and window, oldest window first. */
  evaluations(
    project: string,
    request: {
      readonly monitors?: readonly string[];
      readonly window: Window;
      readonly limit: number;
    },
  ): Promise<readonly Evaluation[]>;

  /** Synchronous with fsync; an event with an id already written is not written twice. */
  appendIncidentEvents(project: string, events: readonly IncidentEvent[]): Promise<void>;
  /** Events of the incidents that were open or opened in the window, oldest first. */
  incidentEvents(
    project: string,
    request: { readonly window?: Window; readonly incident?: string; readonly limit: number },
  ): Promise<readonly IncidentEvent[]>;

  appendAudit(project: string, rows: readonly AuditRow[]): Promise<void>;
  audit(
    project: string,
    request: { readonly window: Window; readonly limit: number },
  ): Promise<readonly AuditRow[]>;

  /** Small named JSON values: monitors made by API, policy, targets, price table, detector checkpoints. */
  putSetting(project: string, key: string, value: Json): Promise<void>;
  setting(project: string, key: string): Promise<Json | undefined>;
  /** Keys with this prefix and their values. */
  settings(
    project: string,
    prefix: string,
  ): Promise<readonly { readonly key: string; readonly value: Json }[]>;

  /**
   * Copies everything readable into a folder beneath the data directory.
   * @throws AcesoError "not-allowed-now" with a ClickHouse server
   */
  backUp(): Promise<StoredBackup>;

  /** Applies retention per signal (milliseconds) to existing and new data. */
  applyRetention(retention: Readonly<Record<RetentionSignal, number>>): Promise<void>;
}

/** A prediction beside its label. */
export interface JudgedPrediction {
  readonly prediction: PredictionRow;
  readonly label: string;
  /** Whether the output is another class than the label. */
  readonly isWrong: boolean;
  /** Output less label; left out where they are classes. */
  readonly error?: number;
}

/** Predictions of numbers beside their labels. */
export interface NumberPredictions {
  /** Predictions there are, of which `rows` may be a sample. */
  readonly total: number;
  readonly rows: readonly {
    readonly prediction: PredictionRow;
    /** Null until it comes. */
    readonly label: number | null;
  }[];
}

export const retentionSignals = [
  "samples",
  "spans",
  "bodies",
  "logs",
  "predictions",
  "outcomes",
  "distributions",
  "changes",
  "evaluations",
  "incidents",
  "audit",
] as const;
export type RetentionSignal = (typeof retentionSignals)[number];
