import type { CauseKind, ComponentRef } from "../../model/component.ts";
import type { Conditions } from "../conditions.ts";
import type { LabFault } from "../fault-kind.ts";

/** What happens without anybody having changed anything. */
export interface Plan {
  readonly kind: CauseKind;
  readonly component: ComponentRef;
  readonly rampSeconds: number;
  readonly conditions: (strength: number) => Conditions;
}

/** A fault that no change brought. */
export function unchanged({ kind, component, rampSeconds, conditions }: Plan): LabFault {
  return {
    truth: { kind, component, version: "", detail: "" },
    change: null,
    rampSeconds,
    conditions,
  };
}
