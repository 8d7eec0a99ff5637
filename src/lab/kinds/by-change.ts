import type { CauseKind, ComponentKind } from "../../model/component.ts";
import { healthy, type Conditions, type ModelState } from "../conditions.ts";
import type { LabChange, LabFault, Stage } from "../fault-kind.ts";

/** What a change of a model's deployment brings. */
export interface ChangePlan {
  readonly kind: CauseKind;
  readonly component: ComponentKind;
  /** Name of the component; the model's where absent. */
  readonly place?: string;
  readonly version?: string;
  /** null where nobody here changed anything, such as a provider's own change. */
  readonly change: (Pick<LabChange, "kind" | "title"> & Partial<LabChange>) | null;
  /** The model's state once the change is in. */
  readonly state: Partial<ModelState>;
  readonly services?: Conditions["services"];
}

/** A fault that a change of the model's deployment brought, at once. */
export function byChange(stage: Stage, plan: ChangePlan): LabFault {
  const { name } = stage.model;
  const version = plan.version ?? "";
  return {
    truth: {
      kind: plan.kind,
      component: { kind: plan.component, name: plan.place ?? name },
      version,
      detail: "",
    },
    change: plan.change && {
      model: name,
      component: "",
      version,
      from: "",
      to: version,
      ...plan.change,
    },
    rampSeconds: 0,
    conditions: () => ({
      ...healthy,
      models: { [name]: plan.state },
      ...(plan.services && { services: plan.services }),
    }),
  };
}
