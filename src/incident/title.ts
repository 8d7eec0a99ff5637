import type { Message } from "../model/message.ts";
import { say } from "../model/message.ts";
import type { Evaluation, Monitor, Watch } from "../model/monitor.ts";

/** One line about an anomalous monitor: whose measure, its value, and the limit it broke. */
export function titleOf(monitor: Monitor, evaluation: Evaluation): Message {
  const value = evaluation.value ?? Number.NaN;
  const params = {
    subject: subjectName(monitor.watch),
    measure: measureName(monitor),
    value,
    unit: monitor.unit,
  };
  const { low, high } = evaluation;
  if (high !== null && value > high) return say("incident/above", { ...params, limit: high });
  if (low !== null && value < low) return say("incident/below", { ...params, limit: low });
  return say("incident/unusual", params);
}

/**
 * The measure a monitor watches, as people's words know it (`measure.<name>`). A pack's monitor of a
 * series carries the name in its id, pack/<subject>/<measure>/<slice>; others show their expression.
 */
export function measureName(monitor: Pick<Monitor, "id" | "owner" | "watch">): string {
  if (monitor.watch.kind === "measure") return monitor.watch.measure;
  const named = monitor.owner === "pack" ? monitor.id.split("/")[2] : undefined;
  if (named !== undefined) return named;
  return monitor.watch.kind === "series"
    ? monitor.watch.expression
    : monitor.watch.series.map(({ name }) => name).join(", ");
}

function subjectName(watch: Watch): string {
  const subject = watch.subject;
  const own =
    subject.kind === "model"
      ? subject.model
      : subject.kind === "service"
        ? subject.service
        : subject.host;
  if (watch.kind !== "measure") return own;
  const { peer, feature, version } = watch.slice;
  if (peer) return `${own} → ${peer}`;
  if (feature) return `${own} · ${feature}`;
  return version ? `${own} ${version}` : own;
}
