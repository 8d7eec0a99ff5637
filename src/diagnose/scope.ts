import type { ComponentEdge } from "../model/component.ts";
import type { ModelFacts } from "../model/measurement.ts";
import type { CaseFile } from "./probe.ts";

/** The models and services an incident can be about: everything else in the case is a neighbour. */
export interface Scope {
  readonly models: readonly string[];
  /** Services that serve those models or carry symptoms themselves, then all they call, callers first. */
  readonly services: readonly string[];
  /** The part of `services` that users and models feel directly. */
  readonly entryServices: readonly string[];
}

/** Finds what the case is about from the incident's own words and the map of calls. */
export function scopeOf(file: CaseFile): Scope {
  const named = new Set(file.incident.components.map((component) => component.name));
  const models = new Set(file.incident.models);
  for (const facts of file.models) if (named.has(facts.model)) models.add(facts.model);
  if (models.size === 0) {
    for (const facts of file.models) {
      if (facts.services.some((service) => named.has(service))) models.add(facts.model);
    }
  }
  const entry = new Set<string>();
  for (const facts of file.models) {
    if (models.has(facts.model)) for (const service of facts.services) entry.add(service);
  }
  for (const component of file.incident.components) {
    if (component.kind === "serving" || component.kind === "dependency") entry.add(component.name);
  }
  // Spans that name no model leave the link open: then any measured service may be the one.
  if (entry.size === 0) {
    for (const { subject } of file.measurementsDuring) {
      if (subject.kind === "service") entry.add(subject.service);
    }
  }
  return {
    models: [...models],
    entryServices: [...entry],
    services: reachable([...entry], file.edges),
  };
}

/** Names reachable from the given ones along calls, the given ones first. */
export function reachable(
  from: readonly string[],
  edges: readonly ComponentEdge[],
): readonly string[] {
  const found = new Set(from);
  const queue = [...from];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const edge of edges) {
      if (edge.caller.name !== name || found.has(edge.callee.name)) continue;
      found.add(edge.callee.name);
      queue.push(edge.callee.name);
    }
  }
  return [...found];
}

/** The facts of a model; undefined when the case has none. */
export function factsOf(file: CaseFile, model: string): ModelFacts | undefined {
  return file.models.find((facts) => facts.model === model);
}
