import { say } from "../../model/message.ts";
import type { RepairStep, RepairTarget } from "../../model/repair.ts";
import type { ActionResult, ActionWorld, RepairAction } from "../action.ts";
import { callTarget } from "../call.ts";
import { idempotencyKeyOf, stepIdOf, textIn } from "../step.ts";

/** Operations a second call can take back; the others (a restart) leave nothing to take back. */
const undoable: readonly string[] = ["feature-fallback", "fail-over", "scale"];

/**
 * Asks a service to do something by a signed POST: use the last good values of a feature, fail over to a
 * replica, restart, scale. The receiver does one idempotency key once.
 */
export const webhook: RepairAction = {
  name: "webhook",
  summary:
    "A signed HTTP call that asks for a named operation, with an undo where the operation has one.",

  plan({ incident, cause, target }) {
    const id = stepIdOf(target);
    const { operation } = target;
    const body = {
      operation,
      component: cause.component.name,
      componentKind: cause.component.kind,
      detail: cause.detail,
      reason: cause.kind,
      incident: incident.id,
    };
    const names = { operation, target: target.name, name: cause.component.name };
    const hasUndo = undoable.includes(operation);
    return {
      id,
      action: "webhook",
      target: target.name,
      call: {
        method: "POST",
        url: target.url,
        body: { ...body, idempotencyKey: idempotencyKeyOf(incident.id, id) },
      },
      says: say("repair/webhook", names),
      undo: hasUndo
        ? {
            method: "POST",
            url: target.url,
            body: {
              ...body,
              undo: true,
              idempotencyKey: idempotencyKeyOf(incident.id, id, "undo"),
            },
          }
        : null,
      undoSays: say(hasUndo ? "repair/webhook-undo" : "repair/webhook-no-undo", names),
    };
  },

  async inspect(target, world) {
    const answer = await look(target, world);
    return answer.error === "" ? answer.body : null;
  },

  perform: (step, target, world) => post(target, world, step.call),

  undo: (step, target, world) =>
    step.undo === null
      ? Promise.resolve({
          ok: false,
          status: 0,
          before: null,
          after: null,
          error: "the step has no undo",
        })
      : post(target, world, step.undo),
};

function look(target: RepairTarget, world: ActionWorld) {
  return callTarget(world, target, { method: "GET", url: target.url, body: null, key: "" });
}

async function post(
  target: RepairTarget,
  world: ActionWorld,
  call: RepairStep["call"],
): Promise<ActionResult> {
  // A target need not answer GET; its state before is then simply not known.
  const before = await look(target, world);
  const answer = await callTarget(world, target, {
    ...call,
    key: textIn(call.body, "idempotencyKey"),
  });
  return {
    ok: answer.error === "",
    status: answer.status,
    before: before.error === "" ? before.body : null,
    after: answer.body,
    error: answer.error,
  };
}
