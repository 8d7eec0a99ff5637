import type { Incident, IncidentEvent, IncidentPhase, RepairState } from "../model/incident.ts";
import { shortCode } from "./hash.ts";

/**
 * An incident as its events tell it; undefined when none of them opened it. Events may come in any
 * order and more than once: they are put in order of time (then of id), and each id counts once.
 * Events of another incident than the first opened one are left out.
 */
export function foldIncident(events: readonly IncidentEvent[]): Incident | undefined {
  const ordered = inOrder(events);
  const opened = ordered.find((event) => event.type === "opened");
  if (opened?.type !== "opened") return undefined;
  const own = ordered.filter((event) => event.incident === opened.incident);
  let incident: Incident = {
    id: opened.incident,
    code: shortCode(opened.incident),
    phase: "opened",
    severity: opened.severity,
    title: opened.title,
    onset: opened.onset,
    openedAt: opened.at,
    resolvedAt: null,
    resolvedReason: null,
    acknowledgedBy: null,
    models: opened.models,
    components: opened.components,
    symptoms: [{ ...opened.symptom, recoveredAt: null }],
    diagnosis: null,
    diagnosedAt: null,
    repair: null,
    escalated: null,
    events: own,
  };
  for (const event of own) incident = applyEvent(incident, event);
  return incident;
}

/** Folds the events of many incidents, newest incident first. */
export function foldIncidents(events: readonly IncidentEvent[]): readonly Incident[] {
  // incident id → its events
  const groups = Map.groupBy(events, (event) => event.incident);
  return [...groups.values()]
    .map((group) => foldIncident(group))
    .filter((incident) => incident !== undefined)
    .toSorted((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? -1 : 1));
}

/** How an event moves an incident; "before-repair" is diagnosed, or opened while there is no diagnosis. */
type Move = IncidentPhase | "before-repair";

/**
 * The lifecycle. A pair that does not stand here changes no phase; nothing leaves `resolved`. Proposals,
 * symptoms, notes, marks and verdicts never move an incident. A repair may be performed without approval (policy
 * auto), so `performed` moves from every phase.
 */
export const transitions: {
  readonly [From in IncidentPhase]: { readonly [trigger: string]: Move };
} = {
  opened: {
    diagnosed: "diagnosed",
    "repair-approved": "repairing",
    "repair-performed": "verifying",
    "repair-performed/failed": "before-repair",
    resolved: "resolved",
  },
  diagnosed: {
    "repair-approved": "repairing",
    "repair-performed": "verifying",
    "repair-performed/failed": "before-repair",
    resolved: "resolved",
  },
  repairing: {
    "repair-rejected": "before-repair",
    "repair-performed": "verifying",
    "repair-performed/failed": "before-repair",
    "repair-undone": "before-repair",
    resolved: "resolved",
  },
  verifying: {
    "repair-verified/not-fixed": "before-repair",
    "repair-verified/not-enough-data": "before-repair",
    "repair-undone": "before-repair",
    resolved: "resolved",
  },
  resolved: {},
};

function applyEvent(incident: Incident, event: IncidentEvent): Incident {
  const changed = applyFacts(incident, event);
  // A repair event that fits no repair (unknown plan, wrong order) says nothing and moves nothing.
  if (isRepairEvent(event) && changed.repair === incident.repair) return incident;
  const move = transitions[incident.phase][triggerOf(event)];
  if (move === undefined) return changed;
  if (move !== "before-repair") return { ...changed, phase: move };
  return { ...changed, phase: changed.diagnosis === null ? "opened" : "diagnosed" };
}

function isRepairEvent(event: IncidentEvent): event is RepairEvent {
  return event.type.startsWith("repair-");
}

function triggerOf(event: IncidentEvent): string {
  if (event.type === "repair-performed" && event.steps.some((step) => !step.ok)) {
    return "repair-performed/failed";
  }
  if (event.type === "repair-verified") return `repair-verified/${event.outcome.result}`;
  return event.type;
}

function applyFacts(incident: Incident, event: IncidentEvent): Incident {
  switch (event.type) {
    case "opened":
    case "noted":
    case "cause-marked":
    case "judged":
      return incident;
    case "symptom-joined":
      return withSymptom(incident, event.symptom);
    case "symptom-recovered":
      return {
        ...incident,
        symptoms: incident.symptoms.map((symptom) =>
          symptom.monitor === event.monitor && symptom.recoveredAt === null
            ? { ...symptom, recoveredAt: event.at }
            : symptom,
        ),
      };
    case "onset-revised":
      return { ...incident, onset: event.onset };
    case "diagnosed":
      return {
        ...incident,
        diagnosis: event.diagnosis,
        diagnosedAt: incident.diagnosedAt ?? event.at,
      };
    case "acknowledged":
      return { ...incident, acknowledgedBy: incident.acknowledgedBy ?? event.by };
    case "escalated":
      return { ...incident, escalated: event.reason };
    case "resolved":
      if (incident.resolvedAt !== null) return incident;
      return { ...incident, resolvedAt: event.at, resolvedReason: event.reason };
    default:
      return { ...incident, repair: applyRepair(incident.repair, event) };
  }
}

/** Three objective symptoms together are more than a warning: several limits people care for are broken. */
const objectivesOfCritical = 3;

function withSymptom(incident: Incident, symptom: Incident["symptoms"][number] | Joined): Incident {
  const others = incident.symptoms.filter(({ monitor }) => monitor !== symptom.monitor);
  const known = incident.symptoms.find(({ monitor }) => monitor === symptom.monitor);
  // A symptom that comes back keeps its first onset and look.
  const joined = { ...(known ?? symptom), recoveredAt: null };
  const symptoms = known
    ? incident.symptoms.map((one) => (one === known ? joined : one))
    : [...others, joined];
  const objectives = symptoms.filter((one) => one.class === "objective").length;
  const severity = objectives >= objectivesOfCritical ? "critical" : incident.severity;
  return { ...incident, symptoms, severity };
}
type Joined = Omit<Incident["symptoms"][number], "recoveredAt">;

type RepairEvent = Extract<IncidentEvent, { readonly type: `repair-${string}` }>;

function applyRepair(repair: RepairState | null, event: RepairEvent): RepairState | null {
  if (event.type === "repair-proposed") {
    // A newer proposal replaces one that was never started; a started repair stays the newest until it ends.
    const started = repair?.status === "approved" || repair?.status === "performed";
    if (started || repair?.plan.id === event.plan.id) return repair;
    return {
      plan: event.plan,
      status: "proposed",
      approvedBy: null,
      approvedAt: null,
      performedAt: null,
      steps: [],
      outcome: null,
    };
  }
  if (repair === null || repair.plan.id !== event.plan) return repair;
  switch (event.type) {
    case "repair-approved":
      if (repair.status !== "proposed") return repair;
      return { ...repair, status: "approved", approvedBy: event.by, approvedAt: event.at };
    case "repair-rejected":
      if (repair.status !== "proposed" && repair.status !== "approved") return repair;
      return { ...repair, status: "rejected" };
    case "repair-performed": {
      if (repair.performedAt !== null) return repair;
      const status = event.steps.every((step) => step.ok) ? "performed" : "failed";
      return { ...repair, status, performedAt: event.at, steps: event.steps };
    }
    case "repair-verified":
      if (repair.status !== "performed") return repair;
      return { ...repair, status: event.outcome.result, outcome: event.outcome };
    case "repair-undone":
      if (repair.performedAt === null) return repair;
      return { ...repair, status: "undone", steps: [...repair.steps, ...event.steps] };
    default:
      return event satisfies never;
  }
}

function inOrder(events: readonly IncidentEvent[]): readonly IncidentEvent[] {
  const sorted = events.toSorted(
    (a, b) => a.at - b.at || rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const seen = new Set<string>();
  return sorted.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Within one moment: the order in which things can only have happened. */
function rankOf(event: IncidentEvent): number {
  return eventOrder.indexOf(event.type);
}

const eventOrder: readonly IncidentEvent["type"][] = [
  "opened",
  "symptom-recovered",
  "symptom-joined",
  "onset-revised",
  "diagnosed",
  "repair-proposed",
  "repair-approved",
  "repair-rejected",
  "repair-performed",
  "repair-verified",
  "repair-undone",
  "acknowledged",
  "escalated",
  "cause-marked",
  "judged",
  "noted",
  "resolved",
];
