import { AcesoError } from "../model/errors.ts";
import type { Incident, IncidentVerdict } from "../model/incident.ts";
import type { RepairPlan } from "../model/repair.ts";
import { dryRun as dryRunPlan, type DryCall } from "../repair/perform.ts";
import { incidentEvent, type EventBody } from "./incident-event.ts";
import { record } from "./incidents.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { approvePlan, jobOf, performApproved, permissionFor, undoRepair } from "./repair-run.ts";

// What people may do about an incident. Each leaves an event with their name.

export async function acknowledge(
  loop: Loop,
  project: ProjectState,
  id: string,
  by: string,
): Promise<void> {
  await append(loop, project, { id, by }, { type: "acknowledged" });
}

export async function note(
  loop: Loop,
  project: ProjectState,
  id: string,
  about: { readonly by: string; readonly text: string },
): Promise<void> {
  await append(loop, project, { id, by: about.by }, { type: "noted", text: about.text });
}

export async function closeByPerson(
  loop: Loop,
  project: ProjectState,
  id: string,
  by: string,
): Promise<void> {
  await append(loop, project, { id, by }, { type: "resolved", reason: "closed-by-person" });
}

export async function markCause(
  loop: Loop,
  project: ProjectState,
  id: string,
  about: { readonly by: string; readonly cause: string; readonly right: boolean },
): Promise<void> {
  const { by, cause, right } = about;
  await append(loop, project, { id, by }, { type: "cause-marked", cause, right });
}

/** Says what an incident was; also of one that is over, however long ago: false alarms are seen late. */
export async function judgeIncident(
  loop: Loop,
  project: ProjectState,
  id: string,
  about: { readonly by: string; readonly verdict: IncidentVerdict },
): Promise<void> {
  const { by, verdict } = about;
  const body = { type: "judged", verdict } as const;
  const event = incidentEvent(id, { at: loop.now(), by, subject: verdict }, body);
  if (project.incidents.has(id)) await record(loop, project, [event]);
  else await loop.store.appendIncidentEvents(project.name, [event]);
}

/** The exact calls of a plan with every precheck; nothing is changed. */
export async function dryRun(
  loop: Loop,
  project: ProjectState,
  id: string,
  planId: string,
): Promise<{ readonly calls: DryCall[] }> {
  const { incident, plan } = planAt(project, id, planId);
  const permission = await permissionFor(loop, project, incident, "person");
  return { calls: [...(await dryRunPlan(jobOf(loop, plan), permission))] };
}

/** Approves a plan and carries it out. */
export async function approve(
  loop: Loop,
  project: ProjectState,
  id: string,
  about: { readonly by: string; readonly plan: string },
): Promise<void> {
  const { incident, plan } = planAt(project, id, about.plan);
  if (incident.repair?.status !== "proposed") {
    throw refused(plan, `it is ${incident.repair?.status ?? "gone"}`);
  }
  await approvePlan(loop, project, incident, { plan, by: about.by, asPerson: true });
  const approved = project.incidents.get(id);
  if (approved) await performApproved(loop, project, approved);
}

export async function reject(
  loop: Loop,
  project: ProjectState,
  id: string,
  about: { readonly by: string; readonly plan: string; readonly reason: string },
): Promise<void> {
  const { plan } = planAt(project, id, about.plan);
  const { by, reason } = about;
  await append(loop, project, { id, by }, { type: "repair-rejected", plan: plan.id, reason });
}

/** Takes a performed plan back. */
export async function undo(
  loop: Loop,
  project: ProjectState,
  id: string,
  about: { readonly by: string; readonly plan: string },
): Promise<void> {
  const { incident, plan } = planAt(project, id, about.plan);
  const status = incident.repair?.status;
  if (status === undefined || !performedStates.includes(status)) {
    throw refused(plan, `it is ${status ?? "gone"}`);
  }
  await undoRepair(loop, project, incident, about.by);
}

const performedStates: readonly string[] = [
  "performed",
  "failed",
  "fixed",
  "not-fixed",
  "not-enough-data",
];

function planAt(
  project: ProjectState,
  id: string,
  planId: string,
): { readonly incident: Incident; readonly plan: RepairPlan } {
  const incident = project.incidents.get(id);
  const plan = incident?.repair?.plan;
  if (incident && plan?.id === planId) return { incident, plan };
  throw new AcesoError("not-found", {
    what: "plan",
    id: planId,
    list: `GET /api/v1/incidents/${id}`,
  });
}

function refused(plan: RepairPlan, reason: string): AcesoError {
  return new AcesoError("not-allowed-now", {
    what: `repair ${plan.playbook}`,
    reason,
    fix: "look at the incident's newest plan",
  });
}

async function append(
  loop: Loop,
  project: ProjectState,
  about: { readonly id: string; readonly by: string },
  body: EventBody,
): Promise<void> {
  if (!project.incidents.has(about.id)) {
    throw new AcesoError("not-allowed-now", {
      what: "changing this incident",
      reason: "it ended more than an hour ago",
      fix: "only incidents at work can be changed",
    });
  }
  const event = incidentEvent(about.id, { at: loop.now(), by: about.by }, body);
  await record(loop, project, [event]);
}
