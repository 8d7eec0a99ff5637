import type { ComponentRef } from "./component.ts";

/** Whose signal it is. Empty texts where the sender does not say; nothing is guessed. */
export interface Identity {
  readonly service: string;
  readonly environment: string;
  readonly model: string;
  readonly version: string;
  readonly promptName: string;
  readonly promptVersion: string;
  /** The process or host the signal comes from. */
  readonly instance: string;
  /** The component the signal speaks of; null when it names neither service, host nor model. */
  readonly component: ComponentRef | null;
}

/** What can be read off a signal: attribute, label or tag name → value, undefined where absent. */
export type AttributeReader = (name: string) => string | undefined;

/**
 * Which names say what, the first present and non-empty one wins. Resource attributes of
 * OpenTelemetry, labels of Prometheus targets, GenAI attributes of every naming generation and our
 * own `aceso.*` names stand in one table, so that all protocols agree about who sent a signal.
 */
export const identityRules = {
  service: ["service.name", "service_name", "service", "job", "exported_job"],
  environment: [
    "deployment.environment.name",
    "deployment.environment",
    "environment",
    "env",
    "k8s.namespace.name",
    "namespace",
  ],
  model: [
    "aceso.model.name",
    "aceso.model",
    "gen_ai.request.model",
    "llm.request.model_name",
    "llm.model_name",
    "embedding.model_name",
    "ai.model.id",
    "langfuse.observation.model.name",
    "gen_ai.response.model",
    "model_name",
    "model",
  ],
  version: [
    "aceso.model.version",
    "model_version",
    "model.version",
    "service.version",
    "service_version",
    "version",
  ],
  promptName: [
    "aceso.prompt.name",
    "gen_ai.prompt.name",
    "prompt.name",
    "prompt.id",
    "traceloop.prompt.key",
    "langfuse.observation.prompt.name",
  ],
  promptVersion: [
    "aceso.prompt.version",
    "gen_ai.prompt.version",
    "prompt.version",
    "llm.prompt_template.version",
    "traceloop.prompt.version",
    "langfuse.observation.prompt.version",
  ],
  instance: ["service.instance.id", "instance", "host.name", "host_name", "nodename"],
} as const satisfies { readonly [field: string]: readonly string[] };

/** Names under which a client span may say whom it called, most telling first. */
export const peerRules = [
  "peer.service",
  "server.address",
  "db.system.name",
  "db.system",
  "messaging.system",
  "rpc.service",
  "net.peer.name",
  "http.host",
] as const;

/** Names that hold a URL whose host is the peer when no peer rule answers. */
export const peerUrlRules = ["url.full", "http.url"] as const;

/** Who sent a signal, by the rule table. Never throws. Cost: a few look-ups per field. */
export function identityOf(read: AttributeReader): Identity {
  const service = unknownServiceIsNone(firstOf(identityRules.service, read));
  const model = firstOf(identityRules.model, read);
  const instance = firstOf(identityRules.instance, read);
  return {
    service,
    environment: firstOf(identityRules.environment, read),
    model,
    version: firstOf(identityRules.version, read),
    promptName: firstOf(identityRules.promptName, read),
    promptVersion: firstOf(identityRules.promptVersion, read),
    instance,
    component: componentOf({ service, model, instance }),
  };
}

/** The first present and non-empty value among these names, or the empty text. */
export function firstOf(names: readonly string[], read: AttributeReader): string {
  for (const name of names) {
    const value = read(name);
    if (value !== undefined && value !== "") return value;
  }
  return "";
}

/** Whom a client span called; empty when it does not say. */
export function peerOf(read: AttributeReader): string {
  const named = firstOf(peerRules, read);
  if (named !== "") return named;
  return hostOfUrl(firstOf(peerUrlRules, read));
}

/** The host of an absolute URL without port, user and path; empty when there is none. */
export function hostOfUrl(url: string): string {
  const scheme = url.indexOf("://");
  if (scheme < 0) return "";
  const rest = url.slice(scheme + 3);
  const authority = rest.slice(0, firstIndexOf(rest, "/?#"));
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  if (host.startsWith("[")) return host.slice(1, Math.max(1, host.indexOf("]")));
  const port = host.indexOf(":");
  return (port < 0 ? host : host.slice(0, port)).toLowerCase();
}

function firstIndexOf(text: string, characters: string): number {
  for (let index = 0; index < text.length; index += 1) {
    if (characters.includes(text.charAt(index))) return index;
  }
  return text.length;
}

/** OpenTelemetry SDKs name a service "unknown_service[:program]" when nobody did. */
function unknownServiceIsNone(service: string): string {
  return service === "unknown_service" ? "" : service;
}

function componentOf(known: {
  readonly service: string;
  readonly model: string;
  readonly instance: string;
}): ComponentRef | null {
  if (known.service !== "") return { kind: "serving", name: known.service };
  if (known.model !== "") return { kind: "artifact", name: known.model };
  if (known.instance !== "") return { kind: "hardware", name: known.instance };
  return null;
}
