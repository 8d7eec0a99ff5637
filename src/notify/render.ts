import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { Json } from "../model/json.ts";
import { say, type Message } from "../model/message.ts";
import { languages, render, type Language } from "../model/words/render.ts";

/** What a channel is handed: JSON that stays readable for programs, with a sentence for people. */
export interface Payload {
  readonly [key: string]: Json;
  /** The incident event's id: the same event never has two. */
  readonly id: string;
  readonly event: string;
  /** UTC ms. */
  readonly at: number;
  readonly project: string;
  readonly incident: Json;
  readonly text: { readonly en: string; readonly zh: string };
  /** The incident's page. */
  readonly url: string;
}

// Incident event type → the name it has in notifications. Other types are not told.
const told: { readonly [Type in IncidentEvent["type"]]?: string } = {
  opened: "opened",
  diagnosed: "diagnosed",
  "repair-proposed": "repair-proposed",
  "repair-verified": "verified",
  resolved: "resolved",
  escalated: "escalated",
};

/**
 * The notification of an incident event; undefined for events that nobody is told of.
 *
 * @param incident as it is after the event
 * @param baseUrl  of the UI, without a slash at its end
 */
export function payloadOf(request: {
  readonly project: string;
  readonly event: IncidentEvent;
  readonly incident: Incident;
  readonly baseUrl: string;
}): Payload | undefined {
  const { project, event, incident, baseUrl } = request;
  const name = told[event.type];
  if (name === undefined || isRepeated(event, incident)) return undefined;
  const [en, zh] = languages.map((lang) => textIn(lang, event, incident));
  return {
    id: event.id,
    event: name,
    at: event.at,
    project,
    incident: {
      id: incident.id,
      code: incident.code,
      phase: incident.phase,
      severity: incident.severity,
      onset: incident.onset,
      openedAt: incident.openedAt,
      resolvedAt: incident.resolvedAt,
      models: incident.models,
      components: incident.components.map(({ kind, name: component }) => ({
        kind,
        name: component,
      })),
      cause: causeOf(incident),
      repairStatus: incident.repair?.status ?? null,
      outcome: incident.repair?.outcome?.result ?? null,
    },
    text: { en: en ?? "", zh: zh ?? "" },
    url: `${baseUrl}/i/${encodeURIComponent(incident.id)}`,
  };
}

/** A diagnosis made anew that names the same first cause is no news. */
function isRepeated(event: IncidentEvent, incident: Incident): boolean {
  if (event.type !== "diagnosed") return false;
  let before: string | undefined;
  for (const past of incident.events) {
    if (past.id === event.id) break;
    if (past.type === "diagnosed") before = past.diagnosis.causes[0]?.id ?? "";
  }
  return before !== undefined && before === (event.diagnosis.causes[0]?.id ?? "");
}

function causeOf(incident: Incident): Json {
  const cause = incident.diagnosis?.causes[0];
  if (!cause) return null;
  const { kind, component, version, detail, confidence } = cause;
  return {
    kind,
    component: { kind: component.kind, name: component.name },
    version,
    detail,
    confidence,
  };
}

/** The sentence of an event; messages inside it are rendered in the same language first. */
function textIn(lang: Language, event: IncidentEvent, incident: Incident): string {
  const inner = (message: Message) => render(message, { lang });
  const { code } = incident;
  const title = inner(incident.title);
  const tell = (message: Message) => render(message, { lang });
  switch (event.type) {
    case "opened":
      return tell(say("notify/opened", { code, title, severity: event.severity }));
    case "diagnosed": {
      const confidence = event.diagnosis.causes[0]?.confidence ?? 0;
      const cause = inner(event.diagnosis.headline);
      return tell(say("notify/diagnosed", { code, title, cause, confidence }));
    }
    case "repair-proposed": {
      const steps = event.plan.steps.map(({ says }) => inner(says)).join("; ");
      return tell(say("notify/repair-proposed", { code, title, steps }));
    }
    case "repair-verified":
      return tell(say(`notify/verified-${event.outcome.result}`, { code, title }));
    case "resolved":
      return tell(say(`notify/resolved-${event.reason}`, { code, title }));
    case "escalated":
      return tell(say("notify/escalated", { code, title, reason: inner(event.reason) }));
    default:
      return tell(say("notify/other", { code, title }));
  }
}
