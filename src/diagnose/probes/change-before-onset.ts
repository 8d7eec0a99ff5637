import type { CauseKind, ComponentRef } from "../../model/component.ts";
import { say, type Message } from "../../model/message.ts";
import type { ChangeRow } from "../../model/signals.ts";
import { minute, second } from "../../model/time.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf, type Scope } from "../scope.ts";

/** Onsets are known to about one window: a change this much later may still have come first. */
const slackMs = 30 * second;

/**
 * Something was changed shortly before it broke. The most telling single signal in production rollouts
 * (Gandalf, NSDI 2020: 92 % precision), yet changes are so many that alone it must not decide: its
 * weight ends at two nats, falls with the time passed and with the distance of what was changed.
 */
export const changeBeforeOnset: Probe = {
  name: "change-before-onset",
  summary:
    "A deploy, promotion, prompt, configuration or data change in the hour before the onset.",
  probe(file) {
    const scope = scopeOf(file);
    const findings: Finding[] = [];
    const ruledOut: Message[] = [];
    for (const change of file.changes) {
      const lead = file.incident.onset - change.time;
      if (lead < -slackMs || change.kind === "other") continue;
      const nearness = nearnessOf(change, scope);
      const what = nameOf(change);
      const params = {
        title: change.title,
        name: what,
        seconds: Math.round(Math.max(0, lead) / second),
      };
      if (nearness === 0) {
        ruledOut.push(say("diagnose/change-elsewhere", params));
        continue;
      }
      const weight = 2 * nearness * Math.exp(-Math.max(0, lead) / (10 * minute));
      const target = causeOf(change);
      findings.push({
        ...target,
        statement: say(`diagnose/cause-${target.kind}`, {
          name: target.component.name,
          version: target.version,
          detail: "",
        }),
        evidence: [
          evidence(file, {
            probe: "change-before-onset",
            statement: say("diagnose/change-before", params),
            weight,
            from: change.time,
          }),
        ],
      });
    }
    return { findings, ruledOut };
  },
};

/** 1 on the model of the incident, 0.7 on a service that serves it, 0.4 on one it calls, 0 elsewhere. */
function nearnessOf(change: ChangeRow, scope: Scope): number {
  if (change.model && scope.models.includes(change.model)) return 1;
  if (change.component && scope.models.includes(change.component)) return 1;
  if (change.component && scope.entryServices.includes(change.component)) return 0.7;
  if (change.component && scope.services.includes(change.component)) return 0.4;
  return 0;
}

function nameOf(change: ChangeRow): string {
  return change.model || change.component;
}

/** The cause a guilty change of this kind would be. */
export function causeOf(change: ChangeRow): {
  readonly kind: CauseKind;
  readonly component: ComponentRef;
  readonly version: string;
  readonly detail: string;
} {
  const version = change.to || change.version;
  const name = nameOf(change);
  const at = (kind: CauseKind, component: ComponentRef["kind"], on = version) => ({
    kind,
    component: { kind: component, name },
    version: on,
    detail: "",
  });
  switch (change.kind) {
    case "prompt":
      return at("prompt", "deployment");
    case "promotion":
      return at("bad-version", "artifact");
    case "deploy":
      return change.model && version
        ? at("bad-version", "artifact")
        : at("deployment", "deployment");
    case "config":
    case "feature-flag":
      return at("configuration", "deployment");
    case "data":
      return at("data-drift", "data", "");
    case "infrastructure":
    case "other":
      return at("deployment", "deployment");
    default:
      return change.kind satisfies never;
  }
}

/** The newest change that put this version of a model in place; undefined when nobody told. */
export function changeTo(file: CaseFile, model: string, version: string): ChangeRow | undefined {
  return file.changes.findLast(
    (change) =>
      (change.model || change.component) === model &&
      (change.to === version || change.version === version),
  );
}
