import { type Message, say } from "../model/message.ts";
import type { Evaluation, Monitor } from "../model/monitor.ts";
import {
  type CheckStatus,
  type Finding,
  type Report,
  type ReportCard,
  worstStatus,
} from "../model/report.ts";
import type { DriftColumn, DriftReport } from "../model/drift-report.ts";
import type { LabelArrival } from "../model/measurement.ts";
import type { QualityEstimate } from "../model/quality-estimate.ts";
import type { SliceQuality, WorstSlices } from "../model/slice-quality.ts";
import type { TimeMs, Window } from "../model/time.ts";

/** What is known of a model over a stretch of time. */
export interface ModelHistory {
  readonly model: string;
  readonly window: Window;
  readonly versions: readonly string[];
  /** Labels of the window by version; empty of a model without any. */
  readonly labels: readonly LabelArrival[];
  /** Where the model fared worst when that was last sought; null where it was not. */
  readonly slices: WorstSlices | null;
  /** Quality to be expected without labels when that was last estimated; null where it cannot be. */
  readonly estimate: QualityEstimate | null;
  /** Inputs of the last hour beside their reference; null where they were not compared. */
  readonly drift: DriftReport | null;
  readonly charts: readonly {
    readonly monitor: Monitor;
    readonly evaluations: readonly Evaluation[];
  }[];
  readonly incidents: readonly {
    readonly code: string;
    readonly title: Message;
    readonly openedAt: TimeMs;
    readonly resolvedAt: TimeMs | null;
  }[];
}

/**
 * The report of a model over a stretch of time: its incidents, the arrival of its labels, its worst slices, then every monitor with its course. An
 * open incident and a monitor that fires at the end fail; a resolved one and one that fired before are
 * warnings; a monitor without a value was not checked.
 */
export function modelReport(history: ModelHistory): Report {
  const { model, window, versions, labels, slices, estimate, drift, charts, incidents } = history;
  const told = incidents.map((incident) => incidentFinding(incident));
  const none: Finding = findingOf("incidents", "pass", say("report.no-incidents"));
  const findings = told.length === 0 ? [none] : told;
  const whole: ReportCard = {
    name: "",
    kinds: [],
    status: worstStatus(findings.map(({ status }) => status)),
    findings,
    rows: [],
    picture: null,
  };
  const cards = charts.map(({ monitor, evaluations }) => monitorCard(monitor, evaluations));
  return {
    title: say("report.title", { model }),
    status: worstStatus([whole, ...cards].map(({ status }) => status)),
    facts: [
      say("report.fact.window", { from: window.start, to: window.end }),
      say("report.fact.versions", { versions: versions.join(", ") }),
    ],
    sections: [
      { heading: "report.section.incidents", cards: [whole] },
      ...(labels.length === 0
        ? []
        : [{ heading: "report.section.labels", cards: labels.map(labelCard) }]),
      ...(estimate === null
        ? []
        : [{ heading: "report.section.estimate", cards: [estimateCard(estimate)] }]),
      ...(drift === null || drift.columns.length === 0
        ? []
        : [{ heading: "report.section.drift", cards: drift.columns.map(driftCard) }]),
      ...(slices === null || slices.slices.length === 0
        ? []
        : [
            {
              heading: "report.section.slices",
              cards: slices.slices.map((slice) => sliceCard(slice, slices)),
            },
          ]),
      { heading: "report.section.monitors", cards },
    ],
  };
}

function findingOf(check: string, status: CheckStatus, says: Message): Finding {
  return { check, status, says, value: null, limit: null };
}

function incidentFinding(incident: ModelHistory["incidents"][number]): Finding {
  const { title, resolvedAt } = incident;
  return findingOf("incidents", resolvedAt === null ? "fail" : "warn", title);
}

function labelCard(labels: LabelArrival): ReportCard {
  const { version, predictions, labelled, delayMsP50, delayMsP95 } = labels;
  const share = Math.min(1, labelled / predictions);
  const params = { share, predictions, median: delayMsP50 ?? 0, most: delayMsP95 ?? 0 };
  const says =
    labelled === 0 ? say("report.labels.none", { predictions }) : say("report.labels.came", params);
  return {
    name: version,
    kinds: [],
    status: "pass",
    findings: [{ check: "labels", status: "pass", says, value: share, limit: null }],
    rows: [],
    picture: null,
  };
}

function sliceCard(slice: SliceQuality, { measure, window }: WorstSlices): ReportCard {
  const { feature, part, rows, value, rest } = slice;
  const unit = measure === "accuracy" ? "ratio" : "1";
  const says = say("report.slice", { measure, unit, value, rest, rows, to: window.end });
  return {
    name: `${feature} ${part}`,
    kinds: [],
    status: "warn",
    findings: [{ check: "slice", status: "warn", says, value, limit: null }],
    rows: [],
    picture: null,
  };
}

function estimateCard({
  scores,
  rows,
  covered,
  labelledRows,
  warnings,
}: QualityEstimate): ReportCard {
  const findings: Finding[] = scores.flatMap(({ measure, value, low, high, truth }) => {
    const unit = measure === "mae" || measure === "mse" ? "1" : "ratio";
    const about = { measure, unit, value, low, high, rows, labelled: labelledRows };
    const expected = findingOf("estimate", "pass", say("report.estimate.expected", about));
    if (truth === null) return [expected];
    const cameOut = say("report.estimate.truth", { ...about, value: truth });
    return [expected, findingOf("estimate", "pass", cameOut)];
  });
  for (const warning of warnings) findings.push(findingOf("estimate", "warn", warning));
  if (scores.length === 0) {
    const share = covered / Math.max(1, rows);
    findings.push(findingOf("estimate", "skip", say("report.estimate.none", { share })));
  }
  const status = worstStatus(findings.map((finding) => finding.status));
  return { name: "", kinds: [], status, findings, rows: [], picture: null };
}

function driftCard({ feature, verdict, size, reasons }: DriftColumn): ReportCard {
  const status: CheckStatus =
    verdict === "drift" ? "warn" : verdict === "untested" ? "skip" : "pass";
  const says = reasons.at(-1) ?? say("report.no-value");
  const finding = { ...findingOf("drift", status, says), value: size };
  return { name: feature, kinds: [], status, findings: [finding], rows: [], picture: null };
}

function monitorCard(monitor: Monitor, evaluations: readonly Evaluation[]): ReportCard {
  const sorted = evaluations.toSorted((a, b) => a.windowEnd - b.windowEnd);
  const measured = sorted.filter(({ value }) => value !== null);
  const last = measured.at(-1);
  const fired = sorted.filter(({ firing }) => firing).length;
  const status: CheckStatus =
    last === undefined ? "skip" : last.firing ? "fail" : fired > 0 ? "warn" : "pass";
  const says = last === undefined ? say("report.no-value") : last.reason;
  const summary = say("report.fired", { fired, windows: sorted.length });
  const mean = (of: (each: Evaluation) => number | null) => {
    const values = measured.map(of).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, each) => sum + each, 0) / values.length;
  };
  const { unit } = monitor;
  return {
    name: nameOf(monitor),
    kinds: [`report.class.${monitor.class}`],
    status,
    findings: [findingOf("monitor", status, says), findingOf("firing", "pass", summary)],
    rows: [
      {
        name: "report.row.mean",
        reference: mean((e) => e.expected),
        current: mean((e) => e.value),
        unit,
      },
      {
        name: "report.row.last",
        reference: last?.expected ?? null,
        current: last?.value ?? null,
        unit,
      },
    ],
    picture:
      measured.length < 2
        ? null
        : {
            kind: "lines",
            times: sorted.map(({ windowEnd }) => windowEnd),
            values: sorted.map(({ value }) => value ?? NaN),
          },
  };
}

/** The measure and slice that a monitor watches; shipped monitors of a series carry its name in their id. */
function nameOf({ watch, id, owner }: Monitor): string {
  if (watch.kind === "measure") {
    const slice = Object.entries(watch.slice).map(([name, value]) => `${name}=${String(value)}`);
    return [watch.measure, ...slice].join(" ");
  }
  const named = owner === "pack" ? id.split("/")[2] : undefined;
  if (named !== undefined) return named;
  return watch.kind === "series"
    ? watch.expression
    : watch.series.map(({ name }) => name).join(" + ");
}
