import type { Incident } from "../model/incident.ts";
import { say, type Message } from "../model/message.ts";
import type { RepairPlan, RepairPolicy } from "../model/repair.ts";
import { day, hour, type TimeMs } from "../model/time.ts";

/** One run of a repair in the past, from the records. */
export interface RepairRun {
  readonly incident: string;
  readonly playbook: string;
  readonly targets: readonly string[];
  readonly at: TimeMs;
  readonly result: "running" | "fixed" | "not-fixed" | "not-enough-data" | "failed" | "undone";
}

/** One rule, whether it holds, and why not. */
export interface PolicyCheck {
  readonly check:
    | "stop"
    | "mode"
    | "action"
    | "confidence"
    | "risk"
    | "retry"
    | "in-flight"
    | "hour"
    | "day"
    | "cool-down";
  readonly ok: boolean;
  readonly says: Message;
}

/**
 * Whether a plan may run now: every rule with its answer, so that a dry run can show them all.
 *
 * @param by who wants it: Aceso by itself needs mode "auto", enough confidence and no high risk; a
 *   person's approval replaces these three and none of the others
 * @param history runs of all incidents, at least of the last day, and all of this incident
 */
export function checkPolicy(request: {
  readonly plan: RepairPlan;
  readonly incident: Incident;
  readonly policy: RepairPolicy;
  readonly history: readonly RepairRun[];
  readonly by: "person" | "aceso";
  readonly now: TimeMs;
}): readonly PolicyCheck[] {
  const { plan, policy, history, now } = request;
  const runsIn = (span: number) => history.filter(({ at }) => at > now - span && at <= now).length;
  const targets = plan.steps.map(({ target }) => target);
  const onTargets = history.filter((run) => run.targets.some((name) => targets.includes(name)));
  const lastAt = Math.max(Number.NEGATIVE_INFINITY, ...onTargets.map(({ at }) => at));
  const coolDownLeft = Math.max(0, lastAt + policy.coolDownMs - now);
  const failedHere = history.some(
    (run) =>
      run.incident === plan.incident &&
      run.playbook === plan.playbook &&
      run.result !== "fixed" &&
      run.result !== "running",
  );
  const forbidden = plan.steps.find(({ action }) => !policy.allowedActions.includes(action));
  const isInFlight = onTargets.some(({ result }) => result === "running");
  return [
    { check: "stop", ok: !policy.stopAll, says: say("repair/check-stop") },
    ...(request.by === "aceso" ? ownChecks(request) : []),
    {
      check: "action",
      ok: forbidden === undefined,
      says: say("repair/check-action", {
        action: forbidden?.action ?? plan.steps[0]?.action ?? "-",
      }),
    },
    { check: "retry", ok: !failedHere, says: say("repair/check-retry") },
    { check: "in-flight", ok: !isInFlight, says: say("repair/check-in-flight") },
    limit("hour", runsIn(hour), policy.runsPerHourMax),
    limit("day", runsIn(day), policy.runsPerDayMax),
    {
      check: "cool-down",
      ok: coolDownLeft === 0,
      says: say("repair/check-cool-down", { left: coolDownLeft, coolDown: policy.coolDownMs }),
    },
  ];
}

/** The rules that a person's approval replaces. */
function ownChecks(request: Parameters<typeof checkPolicy>[0]): readonly PolicyCheck[] {
  const { plan, incident, policy } = request;
  const cause = incident.diagnosis?.causes.find(({ id }) => id === plan.cause);
  const confidence = cause?.confidence ?? 0;
  return [
    {
      check: "mode",
      ok: policy.mode === "auto",
      says: say("repair/check-mode", { mode: policy.mode }),
    },
    {
      check: "confidence",
      ok: confidence >= policy.confidenceMin,
      says: say("repair/check-confidence", { confidence, needed: policy.confidenceMin }),
    },
    {
      check: "risk",
      ok: plan.risk !== "high",
      says: say("repair/check-risk", { risk: plan.risk }),
    },
  ];
}

function limit(check: "hour" | "day", runs: number, most: number): PolicyCheck {
  return { check, ok: runs < most, says: say(`repair/check-${check}`, { runs, most }) };
}
