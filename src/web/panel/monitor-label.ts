import type { Monitor } from "../../model/monitor.ts";
import type { Words } from "../state/words.tsx";

/** What a monitor watches, for people: "accuracy", "share of nulls · sqft", or the expression itself. */
export function monitorLabel(monitor: Monitor, words: Words): string {
  const { watch } = monitor;
  if (watch.kind !== "measure") {
    // A pack's id names the measure in its third part: pack/<subject>/<measure>/<slice>.
    const packed = monitor.id.split("/")[2] ?? "";
    const title = words.name("measure", packed);
    if (title !== packed) return capital(title);
    return watch.kind === "series"
      ? watch.expression
      : watch.series.map(({ name }) => words.name("measure", name)).join(" · ");
  }
  const measure = words.name("measure", watch.measure);
  const { feature, peer, version, class: className } = watch.slice;
  const parts = [feature, peer, version, className].filter((part) => part !== undefined);
  return [capital(measure), ...parts].join(" · ");
}

/** Whom a monitor watches: a model, a service or a host. */
export function monitorSubject(monitor: Monitor): string {
  const { subject } = monitor.watch;
  switch (subject.kind) {
    case "model":
      return subject.model;
    case "service":
      return subject.service;
    case "host":
      return subject.host;
  }
}

/** With a capital first letter, as a title has it. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
