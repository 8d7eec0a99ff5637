import type { CauseKind } from "../model/component.ts";
import type { Cause } from "../model/diagnosis.ts";
import type { Incident } from "../model/incident.ts";
import type { RepairPlan, RepairTarget } from "../model/repair.ts";
import { second } from "../model/time.ts";

/** What to do about one kind of cause. */
export interface Playbook {
  readonly name: string;
  readonly cause: CauseKind;
  /** Operations of targets that help, the gentlest first. */
  readonly operations: readonly string[];
  readonly risk: RepairPlan["risk"];
  /** Whether this target acts on what the cause names. */
  matches(target: RepairTarget, cause: Cause, incident: Incident): boolean;
  /** How long the world needs before its values speak of the repaired state, and when to give up. */
  readonly settleMs: number;
  readonly timeoutMs: number;
  /** Rows per window of verification. */
  readonly countMin: number;
  /** The component at fault is gone around, not mended: its own values prove nothing. */
  readonly bypasses?: boolean;
}

const verification = {
  settleMs: 10 * second,
  timeoutMs: 300 * second,
  countMin: 30,
} as const;

const onModel: Playbook["matches"] = (target, cause) =>
  target.model !== "" && target.model === cause.component.name;

const onComponent: Playbook["matches"] = (target, cause, incident) =>
  target.component !== "" &&
  target.component === cause.component.name &&
  (target.model === "" || incident.models.length === 0 || incident.models.includes(target.model));

/** The shipped playbooks. Kinds without one (drift, concept drift, hardware) are for people. */
export const playbooks: readonly Playbook[] = Object.freeze([
  {
    name: "roll-back-model",
    cause: "bad-version",
    operations: ["model-version"],
    risk: "low",
    matches: onModel,
    ...verification,
  },
  {
    name: "roll-back-prompt",
    cause: "prompt",
    operations: ["prompt-version"],
    risk: "low",
    matches: onModel,
    ...verification,
  },
  {
    name: "fall-back-feature",
    cause: "data-quality",
    operations: ["feature-fallback"],
    risk: "low",
    matches: onModel,
    ...verification,
  },
  {
    name: "fail-over-dependency",
    cause: "dependency",
    operations: ["fail-over"],
    risk: "medium",
    matches: onComponent,
    ...verification,
    bypasses: true,
  },
  {
    name: "relieve-service",
    cause: "resource",
    operations: ["scale", "restart"],
    risk: "medium",
    matches: onComponent,
    ...verification,
    settleMs: 30 * second,
  },
  {
    name: "scale-service",
    cause: "overload",
    operations: ["scale"],
    risk: "medium",
    matches: onComponent,
    ...verification,
    settleMs: 30 * second,
  },
] satisfies readonly Playbook[]);
