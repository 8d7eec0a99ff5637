import type { Incident } from "../../src/model/incident.ts";
import { explains, faults } from "../world/faults.ts";
import type { FaultName } from "../world/faults.ts";
import type { ScriptStep } from "../world/script.ts";

/** What the script needs of Aceso and of the demo, live or on a clock of its own. */
export interface Stage {
  now(): number;
  sleep(ms: number): Promise<void>;
  inject(fault: FaultName): Promise<void>;
  remove(fault: FaultName): Promise<void>;
  deployInnocently(): Promise<void>;
  /** Incidents opened at or after this moment, oldest first. */
  incidentsSince(time: number): Promise<readonly { id: string; openedAt: number }[]>;
  incident(id: string): Promise<Incident>;
  approve(id: string, plan: string): Promise<void>;
}

/** Truth and answer of one fault; times in UTC ms, null where it did not happen. */
export interface FaultReport {
  readonly step: "fault";
  readonly fault: FaultName;
  readonly truth: {
    readonly component: { readonly kind: string; readonly name: string };
    readonly kind: string;
    readonly version: string;
  };
  readonly incident: string | null;
  readonly opened: boolean;
  readonly explained: boolean;
  readonly component: { readonly kind: string; readonly name: string } | null;
  readonly kind: string | null;
  readonly version: string | null;
  readonly confidence: number | null;
  readonly isRepairable: boolean;
  readonly outcome: "fixed" | "not-fixed" | "not-enough-data" | "none";
  readonly openedAfterSeconds: number | null;
  readonly fixedAfterSeconds: number | null;
  /** Incidents beyond the first that opened while the fault was being handled. */
  readonly furtherIncidents: number;
  /** Incidents that opened in the pause before the fault, when nothing was wrong. */
  readonly falseIncidents: number;
  readonly times: {
    readonly injected: number;
    readonly opened: number | null;
    readonly explained: number | null;
    readonly approved: number | null;
    readonly fixed: number | null;
    readonly removed: number;
    readonly resolved: number | null;
  };
}

/** A stretch in which nothing was wrong; every incident in it is false. */
export interface QuietReport {
  readonly step: "quiet" | "innocent-deploy";
  readonly from: number;
  readonly to: number;
  readonly falseIncidents: number;
}

export type StepReport = FaultReport | QuietReport;

const limits = {
  openMs: 120_000,
  explainMs: 90_000,
  proposeMs: 60_000,
  outcomeMs: 240_000,
  recoverMs: 420_000,
  /**
   * From the end of a fault on, the last window that saw it is open for 60 s; it is judged 5 s later, and
   * a monitor is over after two normal windows, 10 s apart.
   */
  settleMs: 90_000,
  pollMs: 1000,
} as const;

/** Plays one step, the pause before it included, and tells what Aceso made of it. */
export async function playStep(
  stage: Stage,
  step: ScriptStep,
  options: { approves: boolean },
): Promise<StepReport> {
  const from = stage.now();
  await stage.sleep(step.pauseMs);
  if (step.kind === "fault") {
    const falseIncidents = (await stage.incidentsSince(from)).length;
    return { ...(await playFault(stage, step.fault, options.approves)), falseIncidents };
  }
  if (step.kind === "innocent-deploy") await stage.deployInnocently();
  await stage.sleep(step.lastsMs);
  const falseIncidents = (await stage.incidentsSince(from)).length;
  return { step: step.kind, from, to: stage.now(), falseIncidents };
}

async function playFault(
  stage: Stage,
  fault: FaultName,
  approves: boolean,
): Promise<Omit<FaultReport, "falseIncidents">> {
  const { truth, isRepairable } = faults[fault];
  const injected = stage.now();
  await stage.inject(fault);
  const head = await until(stage, limits.openMs, async () => {
    const incidents = await stage.incidentsSince(injected);
    return incidents[0];
  });
  let seen: Incident | undefined;
  let explainedAt: number | null = null;
  let approvedAt: number | null = null;
  if (head !== undefined) {
    // A diagnosis may sharpen while evidence comes in: what counts is what it says by the deadline.
    await until(stage, limits.explainMs, async () => {
      seen = await stage.incident(head.id);
      const cause = seen.diagnosis?.causes[0];
      if (cause === undefined || !explains(truth, cause)) return undefined;
      explainedAt = seen.diagnosedAt ?? stage.now();
      return true;
    });
    if (approves && isRepairable && explainedAt !== null) {
      approvedAt = await approve(stage, head.id);
      if (approvedAt !== null) {
        await until(stage, limits.outcomeMs, async () => {
          seen = await stage.incident(head.id);
          return outcomeOf(seen) === "none" ? undefined : true;
        });
      }
    }
  }
  await stage.remove(fault);
  const removed = stage.now();
  const resolved =
    head === undefined
      ? null
      : await until(stage, limits.recoverMs, async () => {
          seen = await stage.incident(head.id);
          return seen.resolvedAt ?? undefined;
        });
  await stage.sleep(Math.max(0, removed + limits.settleMs - stage.now()));
  const cause = seen?.diagnosis?.causes[0];
  const fixed = seen === undefined ? null : fixedAt(seen);
  return {
    step: "fault",
    fault,
    truth,
    incident: head?.id ?? null,
    opened: head !== undefined,
    explained: explainedAt !== null,
    component: cause?.component ?? null,
    kind: cause?.kind ?? null,
    version: cause?.version ?? null,
    confidence: cause?.confidence ?? null,
    isRepairable,
    outcome: seen === undefined ? "none" : outcomeOf(seen),
    openedAfterSeconds: head === undefined ? null : seconds(head.openedAt - injected),
    fixedAfterSeconds: fixed === null || approvedAt === null ? null : seconds(fixed - approvedAt),
    furtherIncidents: Math.max(0, (await stage.incidentsSince(injected)).length - 1),
    times: {
      injected,
      opened: head?.openedAt ?? null,
      explained: explainedAt,
      approved: approvedAt,
      fixed,
      removed,
      resolved: resolved ?? null,
    },
  };
}

/** Waits for the proposal and approves it; the moment of approval, or null when none came. */
async function approve(stage: Stage, id: string): Promise<number | null> {
  const plan = await until(stage, limits.proposeMs, async () => {
    const { repair } = await stage.incident(id);
    return repair?.status === "proposed" ? repair.plan.id : undefined;
  });
  if (plan === undefined) return null;
  await stage.approve(id, plan);
  return stage.now();
}

function outcomeOf(incident: Incident): FaultReport["outcome"] {
  return incident.repair?.outcome?.result ?? "none";
}

function fixedAt(incident: Incident): number | null {
  const event = incident.events.findLast(
    (each) => each.type === "repair-verified" && each.outcome.result === "fixed",
  );
  return event?.at ?? null;
}

/** Asks again and again until there is an answer or the time is over. */
async function until<Answer>(
  stage: Stage,
  limitMs: number,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const deadline = stage.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || stage.now() >= deadline) return answer;
    await stage.sleep(limits.pollMs);
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

/** Whether a whole run counts as passed, and the counts behind the answer. */
export function judge(
  reports: readonly StepReport[],
  options: { approves: boolean },
): {
  readonly passed: boolean;
  readonly faults: number;
  readonly explained: number;
  readonly repairable: number;
  readonly fixed: number;
  readonly falseIncidents: number;
} {
  const played = reports.filter((report) => report.step === "fault");
  const explained = played.filter((report) => report.explained).length;
  const repairable = played.filter((report) => report.isRepairable);
  const fixed = repairable.filter((report) => report.outcome === "fixed").length;
  const falseIncidents = reports.reduce((sum, report) => sum + report.falseIncidents, 0);
  // Five of six; of a shorter script all but a sixth.
  const needed = Math.ceil((played.length * 5) / 6);
  const isRepaired = !options.approves || fixed === repairable.length;
  return {
    passed: explained >= needed && isRepaired && falseIncidents === 0,
    faults: played.length,
    explained,
    repairable: repairable.length,
    fixed,
    falseIncidents,
  };
}
