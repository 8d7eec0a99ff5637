import type { ModelFacts, ModelTask, Slice, Subject } from "../../model/measurement.ts";
import type { Message } from "../../model/message.ts";
import { say } from "../../model/message.ts";
import type { Monitor } from "../../model/monitor.ts";
import { minute } from "../../model/time.ts";
import { driftMonitors, type DriftPaging } from "./drift.ts";
import { hostMonitors } from "./host.ts";
import { monitorId } from "./monitor-id.ts";
import { serverMonitors } from "./model-servers.ts";
import { watchRules, type WatchRule } from "./rules.ts";

/** The facts of a measure that a pack needs; an entry of the measures' catalogue fits. */
export interface WatchableMeasure {
  readonly name: string;
  readonly unit: string;
  readonly subject: Subject["kind"];
  /** Empty: all tasks. */
  readonly tasks: readonly ModelTask[];
  readonly class: "objective" | "evidence";
}

export interface PackInput {
  readonly models: readonly ModelFacts[];
  readonly services: readonly {
    readonly service: string;
    readonly peers: readonly string[];
    readonly models: readonly string[];
  }[];
  /** This machine and the metric names it reports. */
  readonly host: { readonly name: string; readonly metrics: readonly string[] } | null;
  readonly measures: readonly WatchableMeasure[];
  /** Model → the format declared or learned for its outputs; none when not given. */
  readonly formats?: { readonly [model: string]: string };
  /** Which models page by drift; none when not given. */
  readonly drift?: DriftPaging;
  /** Model → metric names that its server reports with a label model_name; none when not given. */
  readonly servers?: readonly { readonly model: string; readonly metrics: readonly string[] }[];
}

/** At most this many features, peers and classes of one subject are watched; the first by name. */
const slicesMax = 50;

/**
 * The monitors that exist without any configuration: one list from what the signals show. The same
 * facts give the same monitors with the same ids, in order of id.
 */
export function monitorsFor(input: PackInput): readonly Monitor[] {
  const monitors = [
    ...input.models.flatMap((facts) => modelMonitors(facts, input)),
    ...input.models.flatMap((facts) => (input.drift ? driftMonitors(facts, input.drift) : [])),
    ...input.services.flatMap((facts) => serviceMonitors(facts, input.measures)),
    ...(input.host === null ? [] : hostMonitors(input.host)),
    ...(input.servers ?? []).flatMap((server) =>
      serverMonitors(server, {
        isCalled: input.models.some(({ model }) => model === server.model),
      }),
    ),
  ];
  // id → monitor: two facts about one subject make one monitor.
  const unique = new Map(monitors.map((monitor) => [monitor.id, monitor]));
  return [...unique.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function modelMonitors(facts: ModelFacts, { measures, formats = {} }: PackInput): Monitor[] {
  const subject: Subject = { kind: "model", model: facts.model };
  const hasFormat = facts.task === "generation" || Object.hasOwn(formats, facts.model);
  return measures
    .filter((measure) => measure.subject === "model" && fits(measure, facts))
    .filter((measure) => measure.name !== "valid-output" || hasFormat)
    .flatMap((measure) => {
      const rule = watchRules[measure.name];
      if (rule === undefined) return [];
      const reason = say(rule.reason, { subject: facts.model });
      return slicesOf(measure.name, facts).map((slice) =>
        measureMonitor({ measure, subject, slice, rule, reason }),
      );
    });
}

/** Quality needs labels, the area under the curve scores too, and a mean outputs that are numbers. */
function fits(measure: WatchableMeasure, facts: ModelFacts): boolean {
  if (measure.tasks.length > 0 && !measure.tasks.includes(facts.task)) return false;
  if (measure.name === "output-mean" && facts.hasNumberOutputs === false) return false;
  if (watchRules[measure.name]?.reason === "pack/quality" && !facts.hasLabels) return false;
  return measure.name !== "auc-roc" || facts.hasScores;
}

function slicesOf(measure: string, facts: ModelFacts): readonly Slice[] {
  switch (measure) {
    case "feature-mean":
      return numberFeatures(facts).map((feature) => ({ feature }));
    case "feature-null-share":
    case "feature-jensen-shannon":
      return first(facts.features.map(({ name }) => name)).map((feature) => ({ feature }));
    case "output-share":
      return first(facts.classes).map((name) => ({ class: name }));
    default:
      return [{}];
  }
}

function numberFeatures(facts: ModelFacts): readonly string[] {
  return first(facts.features.filter(({ type }) => type === "number").map(({ name }) => name));
}

function first(names: readonly string[]): readonly string[] {
  return names.toSorted().slice(0, slicesMax);
}

function serviceMonitors(
  facts: PackInput["services"][number],
  measures: readonly WatchableMeasure[],
): Monitor[] {
  const subject: Subject = { kind: "service", service: facts.service };
  return measures
    .filter((measure) => measure.subject === "service")
    .flatMap((measure) => {
      const rule = watchRules[measure.name];
      if (rule === undefined) return [];
      const own = measureMonitor({
        measure,
        subject,
        slice: {},
        rule,
        reason: say(rule.reason, { subject: facts.service }),
      });
      return [own, ...first(facts.peers).map((peer) => peerMonitor(measure, subject, peer, rule))];
    });
}

/** What a called peer does shows in the caller, which is the objective; the peer is evidence of why. */
function peerMonitor(
  measure: WatchableMeasure,
  subject: Subject & { readonly kind: "service" },
  peer: string,
  rule: WatchRule,
): Monitor {
  return measureMonitor({
    measure,
    subject,
    slice: { peer },
    rule: { ...rule, class: "evidence", severity: "info" },
    reason: say("pack/peer", { subject: subject.service, peer }),
  });
}

function measureMonitor(part: {
  readonly measure: WatchableMeasure;
  readonly subject: Subject;
  readonly slice: Slice;
  readonly rule: WatchRule;
  readonly reason: Message;
}): Monitor {
  const { measure, subject, slice, rule, reason } = part;
  const name = subject.kind === "model" ? subject.model : subject.service;
  return {
    id: monitorId(subject.kind, name, measure.name, slice),
    owner: "pack",
    watch: { kind: "measure", measure: measure.name, subject, slice },
    detector: "robust-season",
    settings: rule.settings,
    direction: rule.direction,
    class: rule.class,
    holdWindows: 2,
    windowMs: minute,
    severity: rule.severity,
    unit: measure.unit,
    reason,
    enabled: true,
  };
}
