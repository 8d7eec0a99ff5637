import type { IncidentHead, ModelHead } from "../../api/contract.ts";
import type { Incident } from "../../model/incident.ts";
import type { ModelFacts } from "../../model/measurement.ts";
import type { Evaluation, Monitor } from "../../model/monitor.ts";
import type { ProjectState } from "../../pipeline/loop.ts";
import { nameOfWatched } from "../../pipeline/read.ts";

/** Points of a tile's line: the last hour in steps of a minute. */
export const linePoints = 60;

/** An incident as lists show it. */
export function incidentHead(incident: Incident): IncidentHead {
  return {
    id: incident.id,
    code: incident.code,
    phase: incident.phase,
    severity: incident.severity,
    title: incident.title,
    headline: incident.diagnosis?.headline ?? null,
    onset: incident.onset,
    openedAt: incident.openedAt,
    resolvedAt: incident.resolvedAt,
    models: incident.models,
    repairStatus: incident.repair?.status ?? null,
    outcome: incident.repair?.outcome?.result ?? null,
  };
}

/** monitor id → its evaluations, oldest first */
export type EvaluationsByMonitor = ReadonlyMap<string, readonly Evaluation[]>;

export function groupByMonitor(evaluations: readonly Evaluation[]): EvaluationsByMonitor {
  const groups = new Map<string, Evaluation[]>();
  for (const evaluation of evaluations) {
    const group = groups.get(evaluation.monitor);
    if (group) group.push(evaluation);
    else groups.set(evaluation.monitor, [evaluation]);
  }
  return groups;
}

/**
 * The monitors of a model that people look at first: objective ones of the model as a whole, or any of
 * the model as a whole where it has no objective ones yet.
 */
export function headlineMonitors(project: ProjectState, model: string): readonly Monitor[] {
  const whole = monitorsOf(project, model).filter(
    ({ watch }) => watch.kind !== "measure" || Object.keys(watch.slice).length === 0,
  );
  const objective = whole.filter((monitor) => monitor.class === "objective");
  return objective.length > 0 ? objective : whole;
}

/** Every monitor of a model and of the services that serve it. */
export function monitorsOf(project: ProjectState, model: string): readonly Monitor[] {
  const facts = project.known.models.find((known) => known.model === model);
  const services = new Set(facts?.services ?? []);
  return [...project.monitors.values()]
    .map((work) => work.monitor)
    .filter(({ watch: { subject } }) =>
      subject.kind === "model"
        ? subject.model === model
        : subject.kind === "service" && services.has(subject.service),
    );
}

/** A model's state, its headline values and its open incidents. */
export function modelHead(
  project: ProjectState,
  facts: ModelFacts,
  lastHour: EvaluationsByMonitor,
): ModelHead {
  const monitors = headlineMonitors(project, facts.model);
  const newest = monitors.flatMap((monitor) => project.newest.get(monitor.id) ?? []);
  const open = [...project.incidents.values()].filter(
    (incident) => incident.phase !== "resolved" && incident.models.includes(facts.model),
  );
  return {
    facts,
    state: stateOf(newest, open.length),
    progress: Math.min(1, ...newest.map((evaluation) => evaluation.progress ?? 1)),
    tiles: monitors.map((monitor) => tileOf(project, monitor, lastHour)),
    openIncidents: open.map((incident) => incident.id),
  };
}

function stateOf(newest: readonly Evaluation[], openIncidents: number): ModelHead["state"] {
  if (openIncidents > 0 || newest.some((evaluation) => evaluation.firing)) return "failing";
  const judged = newest.filter((evaluation) => evaluation.state !== "no-data");
  if (judged.length === 0) return "no-data";
  if (judged.every((evaluation) => evaluation.state === "learning")) return "learning";
  return "ok";
}

/** One monitor as a small tile with the line of its last hour. */
export function tileOf(
  project: ProjectState,
  monitor: Monitor,
  lastHour: EvaluationsByMonitor,
): ModelHead["tiles"][number] {
  const newest = project.newest.get(monitor.id);
  const evaluations = lastHour.get(monitor.id) ?? [];
  const step = Math.max(1, Math.ceil(evaluations.length / linePoints));
  return {
    monitor: monitor.id,
    measure: nameOfWatched(monitor),
    unit: monitor.unit,
    state: newest?.state ?? "no-data",
    firing: newest?.firing ?? false,
    value: newest?.value ?? null,
    line: evaluations
      .filter((_, index) => index % step === 0)
      .map((evaluation) => evaluation.value),
  };
}
