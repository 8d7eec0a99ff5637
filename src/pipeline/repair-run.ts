import type { Incident } from "../model/incident.ts";
import { AcesoError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";
import type { RepairPlan, StepResult } from "../model/repair.ts";
import { day, minute } from "../model/time.ts";
import { actions } from "../repair/catalog.ts";
import {
  performPlan,
  precheck,
  undoPlan,
  type Permission,
  type RepairJob,
} from "../repair/perform.ts";
import type { RepairRun } from "../repair/policy.ts";
import { incidentEvent } from "./incident-event.ts";
import { record } from "./incidents.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { readPolicy } from "./policy-store.ts";
import { readIncidents } from "./read.ts";

/** A plan with everything that carries it out. */
export function jobOf(loop: Loop, plan: RepairPlan): RepairJob {
  return { plan, targets: loop.settings.targets, actions, world: loop.world, wait: loop.wait };
}

/** Who wants to run a plan, and all that decides whether they may. */
export async function permissionFor(
  loop: Loop,
  project: ProjectState,
  incident: Incident,
  by: Permission["by"],
): Promise<Permission> {
  const now = loop.now();
  const window = { start: now - day, end: now + minute };
  const incidents = await readIncidents(loop, project.name, window);
  const policy = await readPolicy(loop, project.name);
  return { incident, policy, history: incidents.flatMap((past) => runsOf(past)), by };
}

/**
 * Records the approval of a plan whose prechecks hold.
 *
 * @throws AcesoError "not-allowed-now" naming the first check that does not hold
 */
export async function approvePlan(
  loop: Loop,
  project: ProjectState,
  incident: Incident,
  about: { readonly plan: RepairPlan; readonly by: string; readonly asPerson: boolean },
): Promise<void> {
  const by = about.asPerson ? "person" : "aceso";
  const permission = await permissionFor(loop, project, incident, by);
  const failed = (await precheck(jobOf(loop, about.plan), permission)).find(({ ok }) => !ok);
  if (failed) {
    await audit(loop, project, {
      by: about.by,
      action: "approve-repair",
      plan: about.plan,
      result: "refused",
    });
    throw new AcesoError("not-allowed-now", {
      what: `repair ${about.plan.playbook}`,
      reason: `the check "${failed.check}" does not hold`,
      fix: "look at the dry run",
    });
  }
  const at = loop.now();
  const event = incidentEvent(
    incident.id,
    { at, by: about.by, subject: about.plan.id },
    { type: "repair-approved", plan: about.plan.id },
  );
  await record(loop, project, [event]);
  await audit(loop, project, {
    by: about.by,
    action: "approve-repair",
    plan: about.plan,
    result: "ok",
  });
}

/**
 * Carries out an approved plan; once, however often it is called: a plan being carried out is left
 * alone, and steps that were done before a crash are not done again.
 */
export async function performApproved(
  loop: Loop,
  project: ProjectState,
  incident: Incident,
): Promise<void> {
  const repair = incident.repair;
  if (repair?.status !== "approved" || project.performing.has(incident.id)) return;
  project.performing.add(incident.id);
  try {
    const { plan, approvedBy } = repair;
    const { ok, steps } = await performPlan(jobOf(loop, plan), repair.steps);
    const by = approvedBy ?? "aceso";
    const event = incidentEvent(
      incident.id,
      { at: loop.now(), by, subject: plan.id },
      { type: "repair-performed", plan: plan.id, steps },
    );
    await record(loop, project, [event]);
    const result = ok ? "ok" : "failed";
    await audit(loop, project, { by, action: "perform-repair", plan, result, steps });
  } finally {
    project.performing.delete(incident.id);
  }
}

/** Takes a performed plan back, step by step in reverse. */
export async function undoRepair(
  loop: Loop,
  project: ProjectState,
  incident: Incident,
  by: string,
): Promise<void> {
  const repair = incident.repair;
  if (!repair || project.performing.has(incident.id)) return;
  project.performing.add(incident.id);
  try {
    const { ok, steps } = await undoPlan(jobOf(loop, repair.plan), repair.steps);
    const event = incidentEvent(
      incident.id,
      { at: loop.now(), by, subject: repair.plan.id },
      { type: "repair-undone", plan: repair.plan.id, steps },
    );
    await record(loop, project, [event]);
    const result = ok ? "ok" : "failed";
    await audit(loop, project, { by, action: "undo-repair", plan: repair.plan, result, steps });
  } finally {
    project.performing.delete(incident.id);
  }
}

/** The runs of repair that an incident has seen. */
function runsOf(incident: Incident): readonly RepairRun[] {
  const repair = incident.repair;
  if (!repair?.approvedAt) return [];
  const { plan, status } = repair;
  const running = status === "approved" || status === "performed";
  const ended = status === "proposed" || status === "rejected" ? "failed" : status;
  return [
    {
      incident: incident.id,
      playbook: plan.playbook,
      targets: plan.steps.map((step) => step.target),
      at: repair.approvedAt,
      result: running ? "running" : (ended as RepairRun["result"]),
    },
  ];
}

async function audit(
  loop: Loop,
  project: ProjectState,
  about: {
    readonly by: string;
    readonly action: string;
    readonly plan: RepairPlan;
    readonly result: "ok" | "refused" | "failed";
    readonly steps?: readonly StepResult[];
  },
): Promise<void> {
  const { by, action, plan, result, steps = [] } = about;
  const state = (which: "before" | "after"): Json =>
    Object.fromEntries(steps.map((step) => [step.step, step[which]]));
  await loop.store.appendAudit(project.name, [
    {
      time: loop.now(),
      by,
      action,
      target: plan.steps.map((step) => step.target).join(", "),
      result,
      before: state("before"),
      after: state("after"),
    },
  ]);
}
