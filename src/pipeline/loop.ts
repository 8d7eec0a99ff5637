import type { EvidenceBelief } from "../detect/evidence-belief.ts";
import type { LiveLosses } from "../measure/estimate/live-loss.ts";
import type { TextColumn } from "../measure/drift/text-columns.ts";
import type { ComponentEdge } from "../model/component.ts";
import type { HourlyDistribution, StoredDistribution } from "../model/distribution.ts";
import type { DriftOptions, DriftReport } from "../model/drift-report.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { Json } from "../model/json.ts";
import type { Monitor, Evaluation } from "../model/monitor.ts";
import type { AnswerScores, OutputScores } from "../model/output-scores.ts";
import type { RepairPolicy, RepairTarget } from "../model/repair.ts";
import type { PastIncident } from "../model/similar-incident.ts";
import type { QualityEstimate } from "../model/quality-estimate.ts";
import type { OutlyingRow, RowReport } from "../model/row-report.ts";
import type { ConfidenceSummary } from "../model/summary.ts";
import type { WorstSlices } from "../model/slice-quality.ts";
import type { TextDriftReport } from "../model/text-drift.ts";
import type { TimeMs } from "../model/time.ts";
import type { ActionWorld } from "../repair/action.ts";
import type { Store } from "../store/store.ts";
import type { ArrivalWatch } from "./arrivals.ts";
import type { SavedMonitor } from "./checkpoint.ts";
import type { MonitorAtWork } from "./judge.ts";
import type { Known } from "./known.ts";
import type { LogMining } from "./log-templates.ts";
import type { ToldWindow } from "./measure-judged-outputs.ts";
import type { OutlierThread } from "./outlier-thread.ts";
import type { QueryThreads } from "./query-threads.ts";
import type { StageTime } from "./tick-times.ts";
import type { RecentFeatures } from "./recent-features.ts";
import type { KeptReference } from "./row-references.ts";

/** How often and over what the loop looks. Defaults stand in `config.ts`. */
export interface LoopSettings {
  readonly tickMs: number;
  readonly windowMs: number;
  /** How long after a window's end it is judged, so that late rows are in. */
  readonly delayMs: number;
  /** Share of labels at which a quality window is settled, 0 to 1. */
  readonly labelCoverageMin: number;
  /** Milliseconds after its end at which a quality window is settled whatever has come. */
  readonly labelHorizonMs: number;
  /** How far back a new monitor replays. */
  readonly replayMs: number;
  /** model → "json" or a regular expression its text output must match. */
  readonly outputFormats: { readonly [model: string]: string };
  /** measure → its settings that differ from the defaults */
  readonly measures?: { readonly [measure: string]: { readonly [setting: string]: Json } };
  /** model → truth → output → what one such prediction is worth. */
  readonly worths?: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, number>>>;
  /** How drift is judged and when it pages; the defaults of `driftDefaults` where left out. */
  readonly drift?: DriftOptions;
  readonly policy: RepairPolicy;
  /** What needs what, as people declare it; spans tell the rest. */
  readonly edges?: readonly ComponentEdge[];
  readonly targets: readonly RepairTarget[];
  readonly monitors: readonly Monitor[];
}

/** Something a person may want to see or hear at once. */
export type LoopEvent =
  | {
      readonly type: "incident";
      readonly project: string;
      readonly incident: Incident;
      readonly news: readonly IncidentEvent[];
    }
  | {
      readonly type: "tick";
      readonly project: string;
      readonly now: TimeMs;
      /** End of the newest windows it judged. */
      readonly end: TimeMs;
      readonly laps: readonly StageTime[];
      readonly evaluated: number;
      readonly firing: number;
    };

/** What the loop works with; main.ts hands it in. */
export interface Loop {
  readonly store: Store;
  readonly arrivals: ArrivalWatch;
  readonly world: ActionWorld;
  readonly settings: LoopSettings;
  readonly now: () => TimeMs;
  /** Where large queries are computed; without it they are computed on the event loop. */
  readonly queries?: QueryThreads;
  /** Where outlying rows are found; without it they are found on the event loop. */
  readonly outliers?: OutlierThread;
  /** Waits between two tries of a repair step. */
  readonly wait: (ms: number) => Promise<void>;
  /** Name of the machine Aceso runs on; null when it does not watch it. */
  readonly host: string | null;
  readonly announce: (event: LoopEvent) => void;
  /** A part of a tick failed; the rest goes on. */
  readonly failed: (what: string, error: unknown) => void;
}

/** All that one project's loop remembers between ticks. A cache: rebuilt from the store after a restart. */
export interface ProjectState {
  readonly name: string;
  known: Known;
  /** monitor id → the monitor with its detector */
  readonly monitors: Map<string, MonitorAtWork>;
  /** monitor id → what the last checkpoint holds, until the monitor starts */
  readonly saved: Map<string, SavedMonitor>;
  /** incident id → incident; only those not resolved, and those resolved within the last hour */
  readonly incidents: Map<string, Incident>;
  /** incident id → what is remembered of it, of those that are over; oldest first */
  readonly past: Map<string, PastIncident>;
  /** End of the last window that was ticked; 0 before the first. */
  lastEnd: TimeMs;
  /** The oldest window end that still waits for labels; null when none does. */
  pendingEnd: TimeMs | null;
  /** monitor id → its newest evaluation, for the pages */
  readonly newest: Map<string, Evaluation>;
  /** monitor id → its newest evaluations, oldest first, for dating an onset */
  readonly recent: Map<string, Evaluation[]>;
  /** incident id → the first cause of its newest diagnoses, how many in a row named it, when last */
  readonly agreements: Map<
    string,
    { readonly cause: string; readonly times: number; readonly at: TimeMs }
  >;
  /** Incidents whose repair is being carried out right now. */
  readonly performing: Set<string>;
  /** Templates of the project's log lines. */
  readonly logs: LogMining;
  /** model → which anomalies of its evidence are more than chance */
  readonly beliefs: Map<string, EvidenceBelief>;
  /** model → where it was last found to fare worst */
  readonly slices: Map<string, WorstSlices>;
  /** When that was last sought; 0 before the first time. */
  slicesAt: TimeMs;
  /** What is to be expected of models without labels. */
  readonly estimates: {
    // model → its newest estimate
    readonly byModel: Map<string, QualityEstimate>;
    /** Labelled predictions that estimates rest on, and when they were looked up; 0 before. */
    reference: readonly ConfidenceSummary[];
    referenceAt: TimeMs;
    /** When the quality of classifiers was last estimated; 0 before the first time. */
    at: TimeMs;
    // model → what its labelled past tells of its errors, when it was learned, when it was last asked
    readonly losses: Map<
      string,
      { readonly at: TimeMs; readonly learned: LiveLosses | null; readonly learnedAt: TimeMs }
    >;
    // models whose labels were seen to come too late to page by: the estimate pages for them
    readonly awaited: Set<string>;
  };
  /** How the inputs of models differ from what they were. */
  readonly drift: {
    // model → its newest report
    readonly byModel: Map<string, DriftReport>;
    readonly recent: RecentFeatures;
    // model → the hours that its sliding or seasonal reference is made of, looked up each hour
    readonly past: Map<string, readonly StoredDistribution[]>;
    pastAt: TimeMs;
    /** When drift was last judged; 0 before the first time. */
    at: TimeMs;
  };
  /** How texts and embeddings of models differ from what they were. */
  readonly texts: {
    // model → its newest report
    readonly byModel: Map<string, TextDriftReport>;
    // model → the hour (since 1970) in which its sliding or seasonal reference was drawn, and that
    readonly past: Map<
      string,
      { readonly at: number; readonly columns: ReadonlyMap<string, TextColumn> }
    >;
    // model → when something to freeze was last sought
    readonly soughtAt: Map<string, TimeMs>;
    // model → when it was last seen to have predictions, but no texts worth comparing
    readonly wordlessAt: Map<string, TimeMs>;
    /** When texts were last compared; 0 before the first time. */
    at: TimeMs;
  };
  /** What answers of language models look like. */
  readonly answers: {
    // model → what was seen last
    readonly byModel: Map<string, AnswerScores>;
    // model → when it was looked at
    readonly lookedAt: Map<string, TimeMs>;
    /** When any was looked at; 0 before the first time. */
    at: TimeMs;
  };
  /** What samples of models' predictions look like beside what they were. */
  readonly rows: {
    // model → its newest report
    readonly byModel: Map<string, RowReport>;
    // model → the hour (since 1970) in which its sliding or seasonal reference was drawn, and that
    readonly past: Map<string, { readonly at: number; readonly kept: KeptReference }>;
    // model → when something to freeze was last sought
    readonly soughtAt: Map<string, TimeMs>;
    // model → the hour in which it was sought how late its labels come, and that
    readonly labelLag: Map<string, { readonly at: number; readonly lagMs: number }>;
    // model → when it was last looked at
    readonly lookedAt: Map<string, TimeMs>;
    // model → its most outlying rows of the last day
    readonly outlying: Map<string, readonly OutlyingRow[]>;
    /** When rows were last drawn; 0 before the first time. */
    at: TimeMs;
  };
  /** How rankings, boxes, forecasts and times to an event fare. */
  readonly judged: {
    // model → its newest window with labels
    readonly byModel: Map<string, OutputScores>;
    // "start model" of a window → what was measured of it
    readonly told: Map<string, ToldWindow>;
    /** When labels were last looked for; 0 before the first time. */
    at: TimeMs;
  };
  /** The hours of features that are kept. */
  readonly distributions: {
    /** Up to where they are summed up; null before the first time, 0 when history was loaded. */
    until: TimeMs | null;
    /** Hours of which a part is summed up. */
    begun: readonly HourlyDistribution[];
    /** When this was last looked at; 0 before the first time. */
    at: TimeMs;
  };
  /** When subjects were last looked for; 0 before the first time. */
  refreshedAt: TimeMs;
}
