import { diagnose } from "../diagnose/diagnose.ts";
import type { Cause } from "../model/diagnosis.ts";
import type { Incident } from "../model/incident.ts";
import type { Json } from "../model/json.ts";
import { say } from "../model/message.ts";
import { hour, minute, second, type TimeMs } from "../model/time.ts";
import { actions } from "../repair/catalog.ts";
import { goodVersionsOf, planRepair } from "../repair/plan.ts";
import { openCaseFile } from "./case-file.ts";
import { withCharts } from "./evidence-charts.ts";
import { incidentEvent } from "./incident-event.ts";
import { record } from "./incidents.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { readPolicy } from "./policy-store.ts";
import { approvePlan, performApproved } from "./repair-run.ts";
import { verifyPerformed } from "./verify-performed.ts";

/** Evidence grows in the first minutes: until then a diagnosis is made anew at every tick. */
const rediagnoseMs = 3 * minute;
/** A first cause is acted on after this many diagnoses in a row agree. */
const agreementMin = 2;
/** Once this many diagnoses in a row agree, the next ones are made this much apart. */
const settledAgreement = 3;
const settledEveryMs = 30 * second;
/** A new diagnosis is kept when its first cause is another, or its confidence moved by this much. */
const confidenceStep = 0.05;

/**
 * Brings one open incident a step further: diagnose, propose, perform what policy allows, verify.
 * Called every tick; does nothing while it waits for a person.
 */
export async function attend(
  loop: Loop,
  project: ProjectState,
  id: string,
  now: TimeMs,
): Promise<void> {
  const at = (): Incident | undefined => project.incidents.get(id);
  const incident = at();
  if (!incident) return;
  const status = incident.repair?.status;
  if (status === "approved") await performApproved(loop, project, incident);
  else if (status === "performed") await verifyPerformed(loop, project, incident, now);
  else if (status === undefined || status === "proposed") {
    if (isDiagnosisDue(project, incident, now))
      await diagnoseIncident(loop, project, incident, now);
    const diagnosed = at();
    if (diagnosed && isAgreed(project, diagnosed)) await propose(loop, project, diagnosed, now);
  }
}

function isDiagnosisDue(project: ProjectState, incident: Incident, now: TimeMs): boolean {
  if (!incident.diagnosis) return true;
  if (now - incident.openedAt > rediagnoseMs) return false;
  const agreement = project.agreements.get(incident.id);
  if (!agreement || agreement.times < settledAgreement) return true;
  return now - agreement.at >= settledEveryMs;
}

async function diagnoseIncident(
  loop: Loop,
  project: ProjectState,
  incident: Incident,
  now: TimeMs,
): Promise<void> {
  const file = await openCaseFile(loop, project, incident, now);
  const diagnosis = withCharts(diagnose(file), incident);
  const first = diagnosis.causes[0];
  const before = project.agreements.get(incident.id);
  if (before && isOnlyDoubt(incident.diagnosis?.causes[0], first, before)) {
    project.agreements.set(incident.id, { ...before, at: now });
    return;
  }
  const agreed = first && before?.cause === first.id ? before.times + 1 : 1;
  project.agreements.set(incident.id, { cause: first?.id ?? "", times: agreed, at: now });
  if (!isNews(incident.diagnosis?.causes[0], first) && incident.diagnosis) return;
  const about = { at: loop.now(), by: "aceso" };
  await record(loop, project, [
    incidentEvent(incident.id, about, { type: "diagnosed", diagnosis }),
  ]);
}

/**
 * Whether a diagnosis only doubts a cause that others in a row agreed on: such a cause yields to another
 * cause, not to "unknown". Traffic that stops, or symptoms that spread, take evidence away afterwards.
 */
export function isOnlyDoubt(
  known: Cause | undefined,
  found: Cause | undefined,
  agreement: { readonly cause: string; readonly times: number },
): boolean {
  if (!known || known.kind === "unknown") return false;
  if (found && found.kind !== "unknown") return false;
  return agreement.cause === known.id && agreement.times >= settledAgreement;
}

function isNews(before: Cause | undefined, after: Cause | undefined): boolean {
  if (before?.id !== after?.id) return true;
  return Math.abs((before?.confidence ?? 0) - (after?.confidence ?? 0)) >= confidenceStep;
}

function isAgreed(project: ProjectState, incident: Incident): boolean {
  const agreement = project.agreements.get(incident.id);
  if (!agreement) return incident.diagnosis !== null;
  return agreement.times >= agreementMin;
}

/** Proposes what the playbooks have for the first cause; where they have nothing, a person is called. */
async function propose(
  loop: Loop,
  project: ProjectState,
  incident: Incident,
  now: TimeMs,
): Promise<void> {
  const cause = incident.diagnosis?.causes[0];
  if (!cause || incident.repair?.plan.cause === cause.id) return;
  const policy = await readPolicy(loop, project.name);
  const changes = await loop.store.changes(project.name, {
    start: incident.onset - hour,
    end: now + second,
  });
  const planned = planRepair({
    incident,
    targets: loop.settings.targets,
    states: await inspectTargets(loop, cause),
    policy,
    goodVersions: goodVersionsOf({ incident, models: project.known.models, changes }),
    actions,
    now: loop.now(),
    serviceOf: (monitor) => watchedService(project, monitor),
  });
  const about = { at: loop.now(), by: "aceso" };
  if (!planned.plan) {
    if (incident.escalated?.code === planned.reason.code) return;
    const event = incidentEvent(incident.id, about, { type: "escalated", reason: planned.reason });
    await record(loop, project, [event]);
    return;
  }
  const { plan } = planned;
  await record(loop, project, [
    incidentEvent(incident.id, { ...about, subject: plan.id }, { type: "repair-proposed", plan }),
  ]);
  if (policy.mode === "auto") await runByItself(loop, project, incident.id);
}

/** The service whose values a monitor watches: for calls to a peer, the peer. */
function watchedService(project: ProjectState, monitor: string): string | undefined {
  const watch = project.monitors.get(monitor)?.monitor.watch;
  if (watch?.subject.kind !== "service") return undefined;
  const peer = watch.kind === "measure" ? watch.slice.peer : undefined;
  return peer ?? watch.subject.service;
}

async function runByItself(loop: Loop, project: ProjectState, id: string): Promise<void> {
  const incident = project.incidents.get(id);
  if (!incident?.repair) return;
  const { plan } = incident.repair;
  try {
    await approvePlan(loop, project, incident, { plan, by: "aceso", asPerson: false });
  } catch (error) {
    loop.failed(`repair ${plan.playbook} of incident ${incident.code}`, error);
    const about = { at: loop.now(), by: "aceso", subject: plan.id };
    const reason = say("pipeline/auto-refused", { playbook: plan.playbook });
    await record(loop, project, [incidentEvent(id, about, { type: "escalated", reason })]);
    return;
  }
  const approved = project.incidents.get(id);
  if (approved) await performApproved(loop, project, approved);
}

/** Target name → its state now, for the targets that speak of what the cause names. */
async function inspectTargets(loop: Loop, cause: Cause): Promise<ReadonlyMap<string, Json>> {
  const states = new Map<string, Json>();
  for (const target of loop.settings.targets) {
    const name = cause.component.name;
    const action = actions.find((known) => known.name === target.action);
    if (!action || (target.model !== name && target.component !== name)) continue;
    const state = await action.inspect(target, loop.world);
    // A webhook need not tell a state; a switch that does not answer cannot be planned.
    if (state !== null || target.action === "webhook") states.set(target.name, state);
  }
  return states;
}
