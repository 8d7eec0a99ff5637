import type { ComponentEdge, ComponentRef } from "../model/component.ts";
import type { Cause, Diagnosis } from "../model/diagnosis.ts";
import { hardwareMap } from "./hardware-map.ts";
import type { CaseFile } from "./probe.ts";
import { failingPeers } from "./probes/dependency.ts";
import { factsOf, scopeOf } from "./scope.ts";
import { shiftsOf } from "./shift.ts";

type State = Diagnosis["map"]["components"][number]["state"];

/**
 * The picture of where it broke: the services, their calls and what they run on, each model with its features
 * and data behind it, the cause marked, what fails of its own signs, and what is only affected because it needs
 * something that fails.
 *
 * @param cause the first cause; null when nothing passed the bar
 */
export function componentMap(file: CaseFile, cause: Cause | null): Diagnosis["map"] {
  const scope = scopeOf(file);
  const calls = edgesOf(file, scope.models, cause);
  const nodes = new Map<string, ComponentRef>();
  const add = (component: ComponentRef) => nodes.set(nodeKey(component), component);
  for (const component of file.incident.components) add(component);
  const addEnds = ({ caller, callee }: ComponentEdge) => {
    add(caller);
    add(callee);
  };
  calls.forEach(addEnds);
  if (cause) add(cause.component);
  const services = [...nodes.values()].filter(isService);
  const hardware = hardwareMap(file, { services, cause: cause?.component ?? null });
  hardware.edges.forEach(addEnds);
  const edges = [...calls, ...hardware.edges];
  const own = new Map(
    [...nodes].map(([key, component]) => [
      key,
      component.kind === "hardware" ? hardware.stateOf(component.name) : ownState(file, component),
    ]),
  );
  const causeKey = cause ? nodeKey(cause.component) : "";
  const bad = new Set([...own].filter(([, state]) => state === "failing").map(([key]) => key));
  if (causeKey) bad.add(causeKey);
  const affected = callersOf(bad, edges);
  const components = [...nodes].map(([key, { kind, name }]) => ({
    kind,
    name,
    state: stateOf(key, causeKey, own.get(key) ?? "unknown", affected),
  }));
  // Edges end at the very components listed, whichever kind the caller's spans gave the callee.
  const listed = (end: ComponentRef) => nodes.get(nodeKey(end)) ?? end;
  return {
    components,
    edges: edges.map(({ caller, callee }) => ({ caller: listed(caller), callee: listed(callee) })),
  };
}

/** A service is one node, whether a call or a cause speaks of it as serving or as a dependency. */
function nodeKey(component: ComponentRef): string {
  const { kind, name } = component;
  return isService(component) ? `service/${name}` : `${kind}/${name}`;
}

function isService({ kind }: ComponentRef): boolean {
  return kind === "serving" || kind === "dependency";
}

function stateOf(key: string, causeKey: string, own: State, affected: ReadonlySet<string>): State {
  if (key === causeKey) return "cause";
  if (own === "failing") return affected.has(key) ? "affected" : "failing";
  return own === "unknown" && affected.has(key) ? "affected" : own;
}

/** Calls as told, plus what each model of the case rests on; the cause hangs where it belongs. */
function edgesOf(
  file: CaseFile,
  models: readonly string[],
  cause: Cause | null,
): readonly ComponentEdge[] {
  const edges = new Map<string, ComponentEdge>();
  const add = (caller: ComponentRef, callee: ComponentRef) =>
    edges.set(`${nodeKey(caller)} ${nodeKey(callee)}`, { caller, callee });
  for (const { caller, callee } of file.edges) add(caller, callee);
  for (const name of models) {
    const artifact = { kind: "artifact", name } as const;
    for (const service of factsOf(file, name)?.services ?? []) {
      add({ kind: "serving", name: service }, artifact);
    }
    const features = { kind: "features", name } as const;
    add(artifact, features);
    add(features, { kind: "data", name });
    if (cause?.component.kind === "deployment" && cause.component.name === name) {
      add(artifact, cause.component);
    }
  }
  return [...edges.values()];
}

/** What a component's own measures say of it. */
function ownState(file: CaseFile, component: ComponentRef): State {
  const shifts = shiftsOf(file).filter(({ subject, slice }) => {
    if (slice.version || slice.peer) return false;
    const name = subject.kind === "model" ? subject.model : subject.service;
    return name === component.name;
  });
  const roles: readonly string[] = rolesOf(component.kind);
  const looked = shifts.filter(({ role, subject }) => {
    return roles.includes(role) && (subject.kind === "service") === isService(component);
  });
  if (component.kind === "dependency") {
    const isFailing = failingPeers(file).some(({ peer }) => peer === component.name);
    if (isFailing) return "failing";
  }
  if (looked.some(({ worse }) => worse)) return "failing";
  return looked.length > 0 ? "ok" : "unknown";
}

function rolesOf(kind: ComponentRef["kind"]): readonly string[] {
  switch (kind) {
    case "data":
      return ["drift"];
    case "features":
      return ["nulls"];
    case "artifact":
      return ["quality-higher", "quality-lower", "valid-output"];
    case "serving":
    case "dependency":
      return ["latency", "errors"];
    case "training":
    case "deployment":
    case "hardware":
    case "client":
      return [];
    default:
      return kind satisfies never;
  }
}

/** Everything that needs one of these, directly or not. */
function callersOf(
  keys: ReadonlySet<string>,
  edges: readonly ComponentEdge[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [...keys];
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
    for (const { caller, callee } of edges) {
      const callerKey = nodeKey(caller);
      if (nodeKey(callee) !== key || found.has(callerKey)) continue;
      found.add(callerKey);
      queue.push(callerKey);
    }
  }
  return found;
}
