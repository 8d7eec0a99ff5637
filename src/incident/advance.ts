import type { ComponentEdge, ComponentRef } from "../model/component.ts";
import type { Incident, IncidentEvent, Symptom } from "../model/incident.ts";
import type { Evaluation, Monitor, Severity } from "../model/monitor.ts";
import type { TimeMs } from "../model/time.ts";
import { minute } from "../model/time.ts";
import { stableId } from "./hash.ts";
import { isRelated, makeNeighbours } from "./relation.ts";
import { titleOf } from "./title.ts";

/** A monitor that is firing now, whether it began this tick or earlier. */
export interface Firing {
  readonly monitor: Monitor;
  readonly evaluation: Evaluation;
  /** Start of the first anomalous window of the run (HoldState.startedAt), or a better dated onset. */
  readonly startedAt: TimeMs;
  /** From `subjectOf(monitor.watch, …)`. */
  readonly models: readonly string[];
  readonly components: readonly ComponentRef[];
}

/** A monitor that stopped firing. */
export interface Recovery {
  readonly monitor: string;
  /** End of the window that made it normal. */
  readonly at: TimeMs;
}

export interface AdvanceSettings {
  /** Related anomalies that begin within this time of each other are one incident, ms. */
  readonly togetherMs: number;
  /** Windows that ended longer ago open nothing, ms. */
  readonly openAgeMsMax: number;
  /** How long all objective symptoms must be normal before an incident ends by itself, ms. */
  readonly recoverHoldMs: number;
  /** For so long after the end of an incident its own trail opens nothing, ms. */
  readonly aftershockMs: number;
}

/** The defaults of the design. */
export const advanceDefaults: AdvanceSettings = {
  togetherMs: 5 * minute,
  openAgeMsMax: 15 * minute,
  recoverHoldMs: 3 * minute,
  aftershockMs: 3 * minute,
};

/**
 * One step of the incidents of a project: what opens, joins, recovers and ends.
 *
 * Objective anomalies that are related (one model, the services that serve it, the peers they call)
 * and begin within five minutes are one incident; evidence joins a related open incident and never
 * opens one. A symptom that comes back while its incident is open joins it again, so flapping makes no
 * second incident; one that outlives the end of its incident opens none until it was normal once.
 * Event ids depend only on incident, cause and window: the same tick gives the same ids.
 *
 * @param input.incidents open ones, and those resolved within the last hour
 * @param input.firings all monitors firing at this tick; @param input.recoveries those that stopped
 */
export function advance(input: {
  readonly project: string;
  readonly incidents: readonly Incident[];
  readonly firings: readonly Firing[];
  readonly recoveries: readonly Recovery[];
  readonly edges: readonly ComponentEdge[];
  readonly now: TimeMs;
  readonly settings?: Partial<AdvanceSettings>;
}): readonly IncidentEvent[] {
  const settings = { ...advanceDefaults, ...input.settings };
  const neighbours = makeNeighbours(input.edges);
  const open = input.incidents.filter(({ phase }) => phase !== "resolved");
  const resolved = input.incidents.filter(({ phase }) => phase === "resolved");
  const drafts = open.map((incident) => draftOf(incident));
  const events: IncidentEvent[] = [];

  for (const recovery of input.recoveries) events.push(...recover(drafts, recovery, input.now));

  // Objective anomalies first, the worst and oldest in front: they open what the others join.
  for (const firing of input.firings.toSorted(byWeight)) {
    if (drafts.some((draft) => draft.active.has(firing.monitor.id))) continue;
    const home = drafts.find((draft) => belongs(draft, firing, { settings, neighbours }));
    if (home !== undefined) {
      events.push(join(home, firing, input.now));
      continue;
    }
    if (firing.monitor.class !== "objective") continue;
    if (firing.evaluation.windowEnd < input.now - settings.openAgeMsMax) continue;
    if (resolved.some((past) => isTrailOf(past, firing, { settings, neighbours }))) continue;
    const opened = openIncident(input.project, firing, input.now);
    events.push(opened.event);
    drafts.push(opened.draft);
  }

  for (const draft of drafts) events.push(...endWhenQuiet(draft, input.now, settings));
  return events;
}

/** An open incident as this step changes it. */
interface Draft {
  readonly id: string;
  readonly onset: TimeMs;
  models: readonly string[];
  components: readonly ComponentRef[];
  /** Onset of the newest symptom. */
  newestOnset: TimeMs;
  /** Monitors whose symptom has not recovered; and all that ever were symptoms. */
  readonly active: Set<string>;
  readonly known: Set<string>;
  readonly objectives: Set<string>;
  /** When the last objective symptom recovered; null when none has yet. */
  recoveredAt: TimeMs | null;
  readonly repairRuns: boolean;
}

function draftOf(incident: Incident): Draft {
  const active = incident.symptoms.filter(({ recoveredAt }) => recoveredAt === null);
  const objectives = incident.symptoms.filter((symptom) => symptom.class === "objective");
  const recoveredAt = objectives.map((symptom) => symptom.recoveredAt ?? Number.NEGATIVE_INFINITY);
  const status = incident.repair?.status;
  return {
    id: incident.id,
    onset: incident.onset,
    models: incident.models,
    components: incident.components,
    newestOnset: Math.max(incident.onset, ...incident.symptoms.map(({ onset }) => onset)),
    active: new Set(active.map(({ monitor }) => monitor)),
    known: new Set(incident.symptoms.map(({ monitor }) => monitor)),
    objectives: new Set(objectives.map(({ monitor }) => monitor)),
    recoveredAt: recoveredAt.length > 0 ? Math.max(...recoveredAt) : null,
    repairRuns: status === "approved" || status === "performed",
  };
}

interface Rules {
  readonly settings: AdvanceSettings;
  readonly neighbours: ReturnType<typeof makeNeighbours>;
}

function belongs(draft: Draft, firing: Firing, { settings, neighbours }: Rules): boolean {
  if (draft.known.has(firing.monitor.id)) return true;
  // Something already wrong long before the incident is not part of it.
  if (firing.startedAt < draft.onset - settings.togetherMs) return false;
  const relation = isRelated(draft, firing, neighbours);
  if (relation === "same") return true;
  return relation === "neighbour" && firing.startedAt <= draft.newestOnset + settings.togetherMs;
}

/** Whether a firing only is what is left of an incident that has ended. */
function isTrailOf(past: Incident, firing: Firing, { settings, neighbours }: Rules): boolean {
  if (past.resolvedAt === null || firing.startedAt >= past.resolvedAt) return false;
  const isSymptom = past.symptoms.some(({ monitor }) => monitor === firing.monitor.id);
  // Who closed an incident knows that it still fires.
  if (isSymptom && past.resolvedReason === "closed-by-person") return true;
  const isFresh = firing.evaluation.windowEnd <= past.resolvedAt + settings.aftershockMs;
  return isFresh && (isSymptom || isRelated(past, firing, neighbours) !== "none");
}

function recover(drafts: readonly Draft[], recovery: Recovery, now: TimeMs): IncidentEvent[] {
  const events: IncidentEvent[] = [];
  for (const draft of drafts) {
    if (!draft.active.delete(recovery.monitor)) continue;
    if (draft.objectives.has(recovery.monitor)) draft.recoveredAt = now;
    events.push({
      id: stableId(draft.id, "recovered", recovery.monitor, recovery.at),
      incident: draft.id,
      at: now,
      by: "aceso",
      type: "symptom-recovered",
      monitor: recovery.monitor,
    });
  }
  return events;
}

function join(draft: Draft, firing: Firing, now: TimeMs): IncidentEvent {
  const symptom = symptomOf(firing);
  draft.active.add(symptom.monitor);
  draft.known.add(symptom.monitor);
  if (symptom.class === "objective") draft.objectives.add(symptom.monitor);
  draft.newestOnset = Math.max(draft.newestOnset, symptom.onset);
  draft.models = [...new Set([...draft.models, ...firing.models])];
  draft.components = [...draft.components, ...firing.components];
  return {
    id: stableId(draft.id, "joined", symptom.monitor, firing.evaluation.windowEnd),
    incident: draft.id,
    at: now,
    by: "aceso",
    type: "symptom-joined",
    symptom,
  };
}

function openIncident(
  project: string,
  firing: Firing,
  now: TimeMs,
): { readonly event: IncidentEvent; readonly draft: Draft } {
  const symptom = symptomOf(firing);
  const id = stableId("incident", project, symptom.monitor, firing.startedAt);
  return {
    event: {
      id: stableId(id, "opened"),
      incident: id,
      at: now,
      by: "aceso",
      type: "opened",
      severity: firing.monitor.severity,
      title: symptom.title,
      onset: symptom.onset,
      models: firing.models,
      components: firing.components,
      symptom,
    },
    draft: {
      id,
      onset: symptom.onset,
      models: firing.models,
      components: firing.components,
      newestOnset: symptom.onset,
      active: new Set([symptom.monitor]),
      known: new Set([symptom.monitor]),
      objectives: new Set([symptom.monitor]),
      recoveredAt: null,
      repairRuns: false,
    },
  };
}

function endWhenQuiet(draft: Draft, now: TimeMs, settings: AdvanceSettings): IncidentEvent[] {
  if (draft.repairRuns || draft.recoveredAt === null) return [];
  if ([...draft.objectives].some((monitor) => draft.active.has(monitor))) return [];
  if (now - draft.recoveredAt < settings.recoverHoldMs) return [];
  return [
    {
      id: stableId(draft.id, "resolved", "recovered"),
      incident: draft.id,
      at: now,
      by: "aceso",
      type: "resolved",
      reason: "recovered",
    },
  ];
}

function symptomOf({ monitor, evaluation, startedAt }: Firing): Symptom {
  return {
    monitor: monitor.id,
    title: titleOf(monitor, evaluation),
    onset: startedAt,
    value: evaluation.value ?? Number.NaN,
    expected: evaluation.expected,
    low: evaluation.low,
    high: evaluation.high,
    score: evaluation.score,
    unit: monitor.unit,
    class: monitor.class,
  };
}

const severityRank: { readonly [S in Severity]: number } = { critical: 0, warning: 1, info: 2 };

function byWeight(a: Firing, b: Firing): number {
  const classRank = (firing: Firing): number => (firing.monitor.class === "objective" ? 0 : 1);
  return (
    classRank(a) - classRank(b) ||
    severityRank[a.monitor.severity] - severityRank[b.monitor.severity] ||
    a.startedAt - b.startedAt ||
    b.evaluation.score - a.evaluation.score ||
    (a.monitor.id < b.monitor.id ? -1 : a.monitor.id > b.monitor.id ? 1 : 0)
  );
}
