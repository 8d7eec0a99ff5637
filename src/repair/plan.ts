import type { Cause } from "../model/diagnosis.ts";
import type { Incident } from "../model/incident.ts";
import type { Json } from "../model/json.ts";
import type { ModelFacts } from "../model/measurement.ts";
import { say, type Message } from "../model/message.ts";
import type { RepairPlan, RepairPolicy, RepairStep, RepairTarget } from "../model/repair.ts";
import type { ChangeRow } from "../model/signals.ts";
import { minute, type TimeMs } from "../model/time.ts";
import type { RepairAction } from "./action.ts";
import { playbooks as shipped, type Playbook } from "./playbooks.ts";

export interface PlanRequest {
  readonly incident: Incident;
  readonly targets: readonly RepairTarget[];
  /** Target name → the state its contract reports now; absent when it did not answer. */
  readonly states: ReadonlyMap<string, Json>;
  readonly policy: RepairPolicy;
  /** Versions that were healthy before the onset, newest first: see `goodVersionsOf`. */
  readonly goodVersions: readonly string[];
  readonly actions: readonly RepairAction[];
  readonly now: TimeMs;
  /** Monitor → the service it watches; undefined for monitors of models and machines. */
  readonly serviceOf?: (monitor: string) => string | undefined;
  readonly playbooks?: readonly Playbook[];
}

/** A plan, or why there is none. */
export type Planned =
  | { readonly plan: RepairPlan }
  | { readonly plan: null; readonly reason: Message };

/**
 * What to do about the first cause of an incident. Pure: the targets' states come in, calls come out,
 * and nothing is done. The same incident and states give the same plan with the same id. Whether a plan
 * may run is the policy's question, asked when it is to run: also an unsure one may be proposed.
 */
export function planRepair(request: PlanRequest): Planned {
  const cause = request.incident.diagnosis?.causes[0];
  if (!cause || cause.kind === "unknown") return none("repair/none-unknown");
  const playbook = (request.playbooks ?? shipped).find((book) => book.cause === cause.kind);
  if (!playbook) return none("repair/none-playbook", { name: cause.component.name });
  const targets = targetsOf(request, playbook, cause);
  if (targets.length === 0) {
    const operation = playbook.operations.join(", ");
    return none("repair/none-target", { operation, name: cause.component.name });
  }
  for (const target of targets) {
    if (!request.states.has(target.name)) continue;
    const step = stepOn(request, target, cause);
    if (step) return { plan: planOf(request, { playbook, cause, step, target }) };
  }
  const silent = targets.every((target) => !request.states.has(target.name));
  const target = targets.map(({ name }) => name).join(", ");
  return none(silent ? "repair/none-answer" : "repair/none-step", { target });
}

/**
 * Versions known to have served well before the onset, newest first: what a told change came from, then
 * those seen serving until it, with at least 30 predictions.
 */
export function goodVersionsOf(request: {
  readonly incident: Incident;
  readonly models: readonly ModelFacts[];
  readonly changes: readonly ChangeRow[];
}): readonly string[] {
  const { incident } = request;
  const cause = incident.diagnosis?.causes[0];
  if (!cause) return [];
  const model = cause.component.name;
  const told = request.changes
    .filter((change) => change.model === model && change.to === cause.version && change.from !== "")
    .toSorted((a, b) => b.time - a.time)
    .map(({ from }) => from);
  const served = (request.models.find((facts) => facts.model === model)?.versions ?? [])
    .filter(
      ({ firstSeen, predictions }) => firstSeen < incident.onset - 2 * minute && predictions >= 30,
    )
    .toSorted((a, b) => b.lastSeen - a.lastSeen)
    .map(({ version }) => version);
  return [...new Set([...told, ...served])].filter((version) => version !== cause.version);
}

/** Matching targets whose action is allowed, in the order of the playbook's operations. */
function targetsOf(
  { targets, policy, incident }: PlanRequest,
  playbook: Playbook,
  cause: Cause,
): readonly RepairTarget[] {
  return playbook.operations.flatMap((operation) =>
    targets.filter(
      (target) =>
        target.operation === operation &&
        policy.allowedActions.includes(target.action) &&
        playbook.matches(target, cause, incident),
    ),
  );
}

function stepOn(request: PlanRequest, target: RepairTarget, cause: Cause): RepairStep | undefined {
  const action = request.actions.find(({ name }) => name === target.action);
  return action?.plan({
    incident: request.incident,
    cause,
    target,
    state: request.states.get(target.name) ?? null,
    goodVersions: request.goodVersions,
  });
}

function planOf(
  { incident, policy, now, serviceOf }: PlanRequest,
  chosen: {
    readonly playbook: Playbook;
    readonly cause: Cause;
    readonly step: RepairStep;
    readonly target: RepairTarget;
  },
): RepairPlan {
  const { playbook, cause, step, target } = chosen;
  const { settleMs, timeoutMs, countMin } = playbook;
  const objective = incident.symptoms
    .filter((symptom) => symptom.class === "objective")
    .map(({ monitor }) => monitor);
  // What a repair bypasses stays as it is, or falls silent: only those who needed it can get well.
  const served = objective.filter((monitor) => serviceOf?.(monitor) !== cause.component.name);
  const bypasses = playbook.bypasses === true && served.length > 0;
  return {
    id: `plan-${fingerprint(JSON.stringify([incident.id, cause.id, playbook.name, step.call, step.undo]))}`,
    incident: incident.id,
    cause: cause.id,
    playbook: playbook.name,
    component: cause.component,
    steps: [step],
    blastRadius: say("repair/blast-radius", {
      name: cause.component.name,
      target: target.name,
      models: target.model || incident.models.join(", ") || "-",
    }),
    risk: playbook.risk,
    createdAt: now,
    mode: policy.mode,
    verification: {
      monitors: [...new Set(bypasses ? served : objective)],
      settleMs,
      timeoutMs,
      countMin,
    },
  };
}

function none(code: string, params: Message["params"] = {}): Planned {
  return { plan: null, reason: say(code, params) };
}

/** FNV-1a, 64 bits, as 16 hex digits: equal plans get equal ids on every machine. */
function fingerprint(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index += 1) {
    value ^= BigInt(text.charCodeAt(index));
    value = BigInt.asUintN(64, value * 0x100000001b3n);
  }
  return value.toString(16).padStart(16, "0");
}
