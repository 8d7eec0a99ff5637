import type { Json } from "../../model/json.ts";
import { say } from "../../model/message.ts";
import type { RepairStep, RepairTarget } from "../../model/repair.ts";
import type { ActionResult, ActionWorld, RepairAction } from "../action.ts";
import { callTarget } from "../call.ts";
import { idempotencyKeyOf, stepIdOf, textIn } from "../step.ts";

/**
 * Switches the model or prompt version a service uses, by the documented contract: GET tells
 * {current, available}, POST {version, …} switches. A target that already serves the wanted version is
 * left alone, so doing it twice changes nothing; one that serves a third version is not touched, since
 * someone else acted in between.
 */
export const switchVersion: RepairAction = {
  name: "switch-version",
  summary:
    "Switches a model or prompt version back to the last good one, through an HTTP contract.",

  plan({ incident, cause, target, state, goodVersions }) {
    const current = versionsOf(state)?.current;
    const available = versionsOf(state)?.available ?? [];
    if (current === undefined || (cause.version && current !== cause.version)) return undefined;
    const version = goodVersions.find((good) => good !== current && available.includes(good));
    if (version === undefined) return undefined;
    const id = stepIdOf(target);
    const key = idempotencyKeyOf(incident.id, id);
    const reason = `${cause.kind} ${cause.component.name} ${current}`;
    const body = { version, reason, incident: incident.id };
    const names = { target: target.name, name: cause.component.name };
    return {
      id,
      action: "switch-version",
      target: target.name,
      call: { method: "POST", url: target.url, body: { ...body, idempotencyKey: key } },
      says: say("repair/switch-version", { ...names, from: current, to: version }),
      undo: {
        method: "POST",
        url: target.url,
        body: {
          version: current,
          reason: `undo ${reason}`,
          incident: incident.id,
          idempotencyKey: idempotencyKeyOf(incident.id, id, "undo"),
        },
      },
      undoSays: say("repair/switch-version-undo", { ...names, from: version, to: current }),
    };
  },

  async inspect(target, world) {
    const answer = await callTarget(world, target, {
      method: "GET",
      url: target.url,
      body: null,
      key: "",
    });
    return answer.error === "" ? answer.body : null;
  },

  perform: (step, target, world) =>
    step.undo === null
      ? Promise.resolve(failed("the step names no version to come from"))
      : switchTo(target, world, { call: step.call, from: textIn(step.undo.body, "version") }),

  undo: (step, target, world) =>
    step.undo === null
      ? Promise.resolve(failed("the step has no undo"))
      : switchTo(target, world, { call: step.undo, from: textIn(step.call.body, "version") }),
};

/** Looks, switches where needed, and looks again: the target's own word decides, not its status. */
async function switchTo(
  target: RepairTarget,
  world: ActionWorld,
  { call, from }: { readonly call: RepairStep["call"]; readonly from: string },
): Promise<ActionResult> {
  const wanted = textIn(call.body, "version");
  const look = () =>
    callTarget(world, target, { method: "GET", url: target.url, body: null, key: "" });
  const before = await look();
  const current = versionsOf(before.body)?.current;
  if (before.error !== "" || current === undefined) {
    const error = before.error || "the target did not tell its current version";
    return { ok: false, status: before.status, before: before.body, after: null, error };
  }
  if (current === wanted) {
    return { ok: true, status: before.status, before: before.body, after: before.body, error: "" };
  }
  if (current !== from) {
    const error = `the target now serves ${current}, not ${from}: someone else switched it`;
    return { ok: false, status: before.status, before: before.body, after: before.body, error };
  }
  const key = textIn(call.body, "idempotencyKey");
  const answer = await callTarget(world, target, { ...call, key });
  const after = await look();
  const isSwitched = versionsOf(after.body)?.current === wanted;
  const error = isSwitched
    ? ""
    : answer.error || after.error || `the target still serves ${current}`;
  return {
    ok: isSwitched,
    status: answer.status,
    before: before.body,
    after: after.error === "" ? after.body : answer.body,
    error,
  };
}

/** The state of the version contract; undefined when the answer is not one. */
export function versionsOf(
  state: Json,
): { readonly current: string; readonly available: readonly string[] } | undefined {
  if (state === null || typeof state !== "object" || !("current" in state)) return undefined;
  const { current, available } = state;
  if (typeof current !== "string" || !Array.isArray(available)) return undefined;
  return { current, available: available.filter((version) => typeof version === "string") };
}

function failed(error: string): ActionResult {
  return { ok: false, status: 0, before: null, after: null, error };
}
