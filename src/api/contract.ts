import type { CapturedInputs } from "../model/captured-input.ts";
import type { DriftReport } from "../model/drift-report.ts";
import type { Incident, IncidentPhase, IncidentVerdict } from "../model/incident.ts";
import type { Inspection } from "../model/inspection.ts";
import type { JudgeHistory } from "../model/judge-history.ts";
import type { QualityEstimate } from "../model/quality-estimate.ts";
import type { WorstSlices } from "../model/slice-quality.ts";
import type { LabelArrival, ModelFacts } from "../model/measurement.ts";
import type { Message } from "../model/message.ts";
import type { VersionRecord } from "../model/model-summary.ts";
import type { Evaluation, Monitor, Severity } from "../model/monitor.ts";
import type { AnswerScores, OutputScores } from "../model/output-scores.ts";
import type { RepairPolicy, RepairTarget } from "../model/repair.ts";
import type { RowReport } from "../model/row-report.ts";
import type { ChangeRow } from "../model/signals.ts";
import type { FeatureReference } from "../model/summary.ts";
import type { TextDriftReport } from "../model/text-drift.ts";
import type { TimeMs, Window } from "../model/time.ts";

/** An incident in a list. */
export interface IncidentHead {
  readonly id: string;
  readonly code: string;
  readonly phase: IncidentPhase;
  readonly severity: Severity;
  readonly title: Message;
  readonly headline: Message | null;
  readonly onset: TimeMs;
  readonly openedAt: TimeMs;
  readonly resolvedAt: TimeMs | null;
  readonly models: readonly string[];
  readonly repairStatus: string | null;
  readonly outcome: "fixed" | "not-fixed" | "not-enough-data" | null;
}

/** A line of the charts: times ascending in UTC ms, null where there is no value. */
export interface ChartSeries {
  readonly labels: { readonly [name: string]: string };
  readonly times: readonly TimeMs[];
  readonly values: readonly (number | null)[];
}

/** What the chart of a monitor shows: its values, the expected band and where it was firing. */
export interface MonitorChart {
  readonly monitor: Monitor;
  readonly evaluations: readonly Evaluation[];
}

export interface ModelHead {
  readonly facts: ModelFacts;
  readonly state: "ok" | "failing" | "learning" | "no-data";
  /** Warm-up of the slowest monitor, 0 to 1. */
  readonly progress: number;
  /** Newest value of the headline measures with the last hour as a line. */
  readonly tiles: readonly {
    readonly monitor: string;
    readonly measure: string;
    readonly unit: string;
    readonly state: Evaluation["state"];
    readonly firing: boolean;
    readonly value: number | null;
    readonly line: readonly (number | null)[];
  }[];
  readonly openIncidents: readonly string[];
}

export interface Overview {
  readonly now: TimeMs;
  readonly incidents: readonly IncidentHead[];
  readonly models: readonly ModelHead[];
  readonly host: {
    readonly name: string;
    readonly tiles: ModelHead["tiles"];
  };
  readonly changes: readonly ChangeRow[];
  readonly counts: {
    readonly monitors: number;
    readonly learning: number;
    readonly firing: number;
    readonly services: number;
    /** Signals accepted per second over the last minute. */
    readonly signalsPerSecond: number;
    readonly lastSignalAt: TimeMs | null;
    readonly refused: number;
  };
  readonly repairs: { readonly mode: RepairPolicy["mode"]; readonly stopAll: boolean };
}

/** What sets chosen rows apart from the rest. */
export interface Differences {
  readonly chosen: number;
  readonly rest: number;
  /** Most striking first. */
  readonly differences: readonly {
    readonly where: string;
    readonly predicates: readonly { readonly column: string; readonly value: string }[];
    /** Shares of the chosen rows and of the rest for which it holds, 0 to 1. */
    readonly chosenShare: number;
    readonly restShare: number;
    /** Standard errors, about. */
    readonly z: number;
  }[];
}

/** What a model was trained on, as frozen summaries: no rows are kept. */
export interface ModelReference {
  /** The version that was trained on it. */
  readonly version: string;
  readonly features: readonly Omit<FeatureReference, "model">[];
}

/** One kind of refused data, counted since start. */
export interface Refusal {
  readonly route: string;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly count: number;
  readonly lastAt: TimeMs;
  /** At most 200 characters of the offending thing, secrets and payloads left out. */
  readonly example: string;
}

export interface SystemStatus {
  readonly version: string;
  readonly startedAt: TimeMs;
  readonly ready: boolean;
  readonly store: {
    readonly backend: "embedded" | "remote";
    readonly version: string;
    readonly rows: number;
    readonly bytes: number;
    readonly pendingBytes: number;
    readonly deadSegments: number;
    readonly available: boolean;
  };
  readonly memoryBytes: number;
  readonly cpuRatio: number;
  readonly refusals: readonly Refusal[];
  readonly scrapeTargets: readonly {
    readonly url: string;
    readonly up: boolean;
    readonly error: string;
    readonly lastAt: TimeMs | null;
    readonly samples: number;
  }[];
  readonly retention: { readonly [signal: string]: string };
  readonly warnings: readonly Message[];
}

/** The answer of every failed request, whatever the route. */
export interface ErrorBody {
  readonly error: {
    readonly code: string;
    /** In English; other languages render the code with `params`. */
    readonly message: string;
    readonly fix: string;
    /** What stands in the places of the code's texts; absent where the text has none. */
    readonly params?: { readonly [name: string]: string | number };
  };
}

/**
 * Every route once: "METHOD path" → what it takes and gives. Server, web UI and CLI take their types
 * from here, and the OpenAPI document is made from it. `/api/v1` only grows.
 */
export interface Routes {
  "GET /api/v1/overview": { query: Record<never, never>; response: Overview };
  "GET /api/v1/incidents": {
    query: { from?: number; to?: number; phase?: IncidentPhase; limit?: number; cursor?: string };
    response: { incidents: readonly IncidentHead[]; next: string | null };
  };
  "GET /api/v1/incidents/:id": { query: Record<never, never>; response: Incident };
  "POST /api/v1/incidents/:id/acknowledge": {
    query: Record<never, never>;
    body: Record<never, never>;
    response: Incident;
  };
  "POST /api/v1/incidents/:id/note": {
    query: Record<never, never>;
    body: { text: string };
    response: Incident;
  };
  "POST /api/v1/incidents/:id/resolve": {
    query: Record<never, never>;
    body: Record<never, never>;
    response: Incident;
  };
  "POST /api/v1/incidents/:id/mark-cause": {
    query: Record<never, never>;
    body: { cause: string; right: boolean };
    response: Incident;
  };
  "POST /api/v1/incidents/:id/judge": {
    query: Record<never, never>;
    body: { verdict: IncidentVerdict };
    response: Incident;
  };
  "POST /api/v1/incidents/:id/repair/dry-run": {
    query: Record<never, never>;
    body: { plan: string };
    response: {
      calls: readonly {
        method: string;
        url: string;
        body: unknown;
        says: Message;
        undoSays: Message;
        prechecks: readonly { check: string; ok: boolean; says: Message }[];
      }[];
    };
  };
  "POST /api/v1/incidents/:id/repair/approve": {
    query: Record<never, never>;
    body: { plan: string };
    response: Incident;
  };
  "POST /api/v1/incidents/:id/repair/reject": {
    query: Record<never, never>;
    body: { plan: string; reason: string };
    response: Incident;
  };
  "POST /api/v1/incidents/:id/repair/undo": {
    query: Record<never, never>;
    body: { plan: string };
    response: Incident;
  };
  "GET /api/v1/incidents/:id/charts": {
    query: Record<never, never>;
    response: { charts: readonly MonitorChart[]; changes: readonly ChangeRow[] };
  };
  "GET /api/v1/incidents/:id/inputs": {
    query: { limit?: number };
    response: CapturedInputs;
  };
  "GET /api/v1/incidents/:id/inspection": { query: Record<never, never>; response: Inspection };
  "GET /api/v1/incidents/:id/export": {
    query: { lang?: "en" | "zh" };
    response: { markdown: string };
  };
  "GET /api/v1/models": { query: Record<never, never>; response: { models: readonly ModelHead[] } };
  "GET /api/v1/models/:model": {
    query: { from?: number; to?: number };
    response: {
      head: ModelHead;
      charts: readonly MonitorChart[];
      /** Ids of evidence monitors that fire, but among so many may do so by chance. */
      doubted: readonly string[];
      versions: readonly ChartSeries[];
      /** Labels by version; empty of a model without any. */
      labels: readonly LabelArrival[];
      /** Where the model fared worst when that was last sought; null before labels and a reference. */
      slices: WorstSlices | null;
      /** Quality to be expected without labels, when that was last estimated; null where it cannot be. */
      estimate: QualityEstimate | null;
      /** Inputs of the last hour beside their reference; null before a reference or without traffic. */
      drift: DriftReport | null;
      /** How rankings, boxes, forecasts, times to an event or answers fared; null of any other model, or before labels. */
      outputScores: OutputScores | null;
      /** What a sample of answers of the last hour looks like; null of any other model. */
      answerScores: AnswerScores | null;
      /** A sample of the last hour's predictions beside its reference; null without traffic. */
      rows: RowReport | null;
      /** Texts and embeddings of the last hour beside their reference; null before there is one. */
      textDrift: TextDriftReport | null;
      /** Whether drift pages by itself; else only where it is expected to cost quality. */
      pagesOnDrift: boolean;
      /** Judges of its answers, by judge and prompt; empty where none was asked. */
      judges: readonly JudgeHistory[];
      changes: readonly ChangeRow[];
      incidents: readonly IncidentHead[];
    };
  };
  "GET /api/v1/models/:model/inspection": {
    query: { from?: number; to?: number };
    response: Inspection;
  };
  "GET /api/v1/models/:model/drift": {
    query: {
      from: number;
      to: number;
      referenceFrom: number;
      referenceTo: number;
      version?: string;
      referenceVersion?: string;
    };
    response: DriftReport;
  };
  "PUT /api/v1/models/:model/reference": {
    query: Record<never, never>;
    body: ModelReference;
    response: { model: string; version: string; features: readonly string[] };
  };
  "PUT /api/v1/models/:model/versions/:version": {
    query: Record<never, never>;
    body: Omit<VersionRecord, "version">;
    response: { model: string; version: string };
  };
  "POST /api/v1/differences": {
    query: Record<never, never>;
    body: {
      of: "predictions" | "spans";
      /** The model of predictions, the service of spans. */
      subject: string;
      chosen: Window;
      rest: Window;
    };
    response: Differences;
  };
  "GET /api/v1/monitors": {
    query: { subject?: string };
    response: {
      /** `doubted`: it fires, but among the many evidence series of its model that may be chance. */
      monitors: readonly { monitor: Monitor; last: Evaluation | null; doubted: boolean }[];
    };
  };
  "PUT /api/v1/monitors/:id": { query: Record<never, never>; body: Monitor; response: Monitor };
  "DELETE /api/v1/monitors/:id": { query: Record<never, never>; response: { deleted: string } };
  "GET /api/v1/monitors/:id/chart": {
    query: { from?: number; to?: number };
    response: MonitorChart;
  };
  "GET /api/v1/query": {
    query: { query: string; time?: number };
    response: { status: "success"; data: unknown };
  };
  "GET /api/v1/query_range": {
    query: { query: string; start: number; end: number; step: number };
    response: { status: "success"; data: unknown };
  };
  "GET /api/v1/changes": {
    query: { from?: number; to?: number; limit?: number };
    response: { changes: readonly ChangeRow[] };
  };
  "GET /api/v1/repairs": {
    query: Record<never, never>;
    response: {
      policy: RepairPolicy;
      targets: readonly RepairTarget[];
      playbooks: readonly {
        name: string;
        causes: readonly string[];
        operations: readonly string[];
        risk: string;
      }[];
    };
  };
  "PUT /api/v1/repairs/policy": {
    query: Record<never, never>;
    body: RepairPolicy;
    response: RepairPolicy;
  };
  "GET /api/v1/status": { query: Record<never, never>; response: SystemStatus };
  "POST /api/v1/backups": {
    query: Record<never, never>;
    body: Record<never, never>;
    response: { path: string; bytes: number };
  };
  "GET /api/v1/audit": {
    query: { from?: number; to?: number; limit?: number };
    response: {
      rows: readonly { time: TimeMs; by: string; action: string; target: string; result: string }[];
    };
  };
  "GET /api/v1/openapi.json": { query: Record<never, never>; response: unknown };
}

/**
 * GET /api/v1/events is a stream of server-sent events: `event: incident` (data: IncidentHead),
 * `event: tick` (data: {now, evaluated, firing}), `event: signal` (data: {kind, count}); each with an
 * id, resumed by Last-Event-ID; a comment line every 15 s keeps it open.
 */
export type LiveEvent =
  | { readonly type: "incident"; readonly head: IncidentHead }
  | {
      readonly type: "tick";
      readonly now: TimeMs;
      readonly evaluated: number;
      readonly firing: number;
    }
  | { readonly type: "signal"; readonly kind: string; readonly count: number };
