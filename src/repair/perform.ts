import type { Incident } from "../model/incident.ts";
import type { Json } from "../model/json.ts";
import { say, type Message } from "../model/message.ts";
import type {
  RepairPlan,
  RepairPolicy,
  RepairStep,
  RepairTarget,
  StepResult,
} from "../model/repair.ts";
import { minute } from "../model/time.ts";
import type { ActionResult, ActionWorld, RepairAction } from "./action.ts";
import { versionsOf } from "./actions/switch-version.ts";
import { textIn } from "./step.ts";
import { checkPolicy, type PolicyCheck, type RepairRun } from "./policy.ts";

/** A plan and all that is needed to run it. */
export interface RepairJob {
  readonly plan: RepairPlan;
  readonly targets: readonly RepairTarget[];
  readonly actions: readonly RepairAction[];
  readonly world: ActionWorld;
  /** Waits between two tries of a step; tests hand in one that does not. */
  readonly wait: (ms: number) => Promise<void>;
}

export interface Permission {
  readonly incident: Incident;
  readonly policy: RepairPolicy;
  readonly history: readonly RepairRun[];
  readonly by: "person" | "aceso";
}

export interface Precheck {
  readonly check: PolicyCheck["check"] | "target" | "unchanged" | "fresh";
  readonly ok: boolean;
  readonly says: Message;
}

/** One call of a dry run: exactly what would be sent, but for the signature. */
export interface DryCall {
  readonly method: string;
  readonly url: string;
  readonly body: Json;
  readonly says: Message;
  readonly undoSays: Message;
  readonly prechecks: readonly Precheck[];
}

/** Tries per step: a passing failure (no answer, 429, 5xx) is tried again with the same key. */
const triesMax = 3;
const waitMs = 500;
/** A proposal older than this was made in another world: its targets are looked at again. */
const freshMs = 5 * minute;

/** What would be called, and whether it may be, without changing anything. */
export async function dryRun(job: RepairJob, permission: Permission): Promise<readonly DryCall[]> {
  const allowed = policyChecks(job, permission);
  const calls: DryCall[] = [];
  for (const step of job.plan.steps) {
    const { method, url, body } = step.call;
    const prechecks = [...allowed, ...(await targetChecks(job, step))];
    calls.push({ method, url, body, says: step.says, undoSays: step.undoSays, prechecks });
  }
  return calls;
}

/** Every precheck of a plan: the policy's rules, then what its targets say now. Changes nothing. */
export async function precheck(
  job: RepairJob,
  permission: Permission,
): Promise<readonly Precheck[]> {
  const checks: Precheck[] = [...policyChecks(job, permission)];
  for (const step of job.plan.steps) checks.push(...(await targetChecks(job, step)));
  return checks;
}

/**
 * Runs a plan step by step. Steps that `done` already holds as ok are not run again, so a run that
 * crashed goes on where it stopped. The first step that fails ends the run. Policy is not asked here:
 * call `precheck` right before.
 *
 * @returns the results of all steps tried so far, those of `done` first
 */
export async function performPlan(
  job: RepairJob,
  done: readonly StepResult[] = [],
): Promise<{ readonly ok: boolean; readonly steps: readonly StepResult[] }> {
  const steps = done.filter(({ ok }) => ok);
  for (const step of job.plan.steps) {
    if (steps.some((result) => result.step === step.id)) continue;
    const result = await tryStep(job, step, "perform");
    steps.push(result);
    if (!result.ok) return { ok: false, steps };
  }
  return { ok: true, steps };
}

/** Takes the performed steps back, the last first. Steps without an undo are recorded as not undone. */
export async function undoPlan(
  job: RepairJob,
  done: readonly StepResult[],
): Promise<{ readonly ok: boolean; readonly steps: readonly StepResult[] }> {
  const performed = new Set(done.filter(({ ok }) => ok).map(({ step }) => step));
  const steps: StepResult[] = [];
  for (const step of job.plan.steps.toReversed()) {
    if (performed.has(step.id)) steps.push(await tryStep(job, step, "undo"));
  }
  return { ok: steps.every(({ ok }) => ok), steps };
}

async function tryStep(
  job: RepairJob,
  step: RepairStep,
  way: "perform" | "undo",
): Promise<StepResult> {
  const action = job.actions.find(({ name }) => name === step.action);
  const target = targetOf(job, step);
  const at = job.world.now();
  if (!action || !target) {
    const error = `the target ${step.target} is no longer configured`;
    return { step: step.id, at, ok: false, status: 0, before: null, after: null, error };
  }
  let first: ActionResult | undefined;
  for (let tries = 1; ; tries += 1) {
    const result = await action[way](step, target, job.world);
    first ??= result;
    if (result.ok || !isPassing(result.status) || tries === triesMax) {
      // The state before is that of the first try: a later one may already see its effect.
      return { step: step.id, at, ...result, before: first.before ?? result.before };
    }
    await job.wait(waitMs * 2 ** (tries - 1));
  }
}

/** Failures that may pass by themselves; 0 is no answer. */
function isPassing(status: number): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

function policyChecks(job: RepairJob, permission: Permission): readonly PolicyCheck[] {
  return checkPolicy({ ...permission, plan: job.plan, now: job.world.now() });
}

/** Whether the target answers, and, for a switch, still is where the proposal saw it. */
async function targetChecks(job: RepairJob, step: RepairStep): Promise<readonly Precheck[]> {
  const target = targetOf(job, step);
  const action = job.actions.find(({ name }) => name === step.action);
  const params = { target: step.target };
  if (!target || !action || target.url !== step.call.url) {
    return [{ check: "target", ok: false, says: say("repair/check-target-gone", params) }];
  }
  if (!job.world.secret(target.secretEnv)) {
    const says = say("repair/check-secret", { ...params, variable: target.secretEnv });
    return [{ check: "target", ok: false, says }];
  }
  const state = await action.inspect(target, job.world);
  const checks: Precheck[] = [];
  const age = job.world.now() - job.plan.createdAt;
  const isSwitch = step.action === "switch-version";
  // A webhook target need not tell a state, so silence on GET does not count against it.
  const answers = state !== null || !isSwitch;
  checks.push({ check: "target", ok: answers, says: say("repair/check-target", params) });
  const current = versionsOf(state)?.current;
  if (isSwitch && current !== undefined) {
    const expected = textIn(step.undo?.body ?? null, "version");
    const wanted = textIn(step.call.body, "version");
    const ok = current === expected || current === wanted;
    checks.push({
      check: "unchanged",
      ok,
      says: say("repair/check-unchanged", { ...params, expected, current }),
    });
    // An old proposal may run only if its target has just been seen unchanged.
    checks.push({
      check: "fresh",
      ok: age <= freshMs || ok,
      says: say("repair/check-fresh", { age }),
    });
  }
  return checks;
}

function targetOf(job: RepairJob, step: RepairStep): RepairTarget | undefined {
  return job.targets.find(({ name }) => name === step.target);
}
