import type { Incident, IncidentEvent } from "../../model/incident.ts";
import { say } from "../../model/message.ts";
import type { Language } from "../../model/words/render.ts";
import { render } from "../../model/words/render.ts";

/** An incident as a Markdown page for a post-mortem: what, why, what was done, the timeline. */
export function exportMarkdown(incident: Incident, lang: Language): string {
  const text = (code: string, params: Record<string, string | number> = {}): string =>
    render(say(code, params), { lang });
  const lines = [
    `# ${incident.code}: ${render(incident.title, { lang })}`,
    "",
    ...(incident.diagnosis ? [render(incident.diagnosis.headline, { lang }), ""] : []),
    text("export/since", { time: incident.onset }),
    "",
    `## ${text("export/causes")}`,
    "",
    ...causeLines(incident, lang),
    `## ${text("export/repair")}`,
    "",
    ...repairLines(incident, lang, text),
    `## ${text("export/timeline")}`,
    "",
    ...incident.events.map(
      (event) =>
        `- ${new Date(event.at).toISOString()} ${text(`event/${event.type}`)}${who(event)}`,
    ),
    "",
  ];
  return lines.join("\n");
}

function causeLines(incident: Incident, lang: Language): readonly string[] {
  const causes = incident.diagnosis?.causes ?? [];
  return causes
    .slice(0, 3)
    .flatMap((cause) => [
      `- **${Math.round(cause.confidence * 100)} %** ${render(cause.statement, { lang })}`,
      ...cause.evidenceFor.map((evidence) => `  - + ${render(evidence.statement, { lang })}`),
      ...cause.evidenceAgainst.map((evidence) => `  - − ${render(evidence.statement, { lang })}`),
      "",
    ]);
}

function repairLines(
  incident: Incident,
  lang: Language,
  text: (code: string) => string,
): readonly string[] {
  const repair = incident.repair;
  if (!repair) return [text("export/no-repair"), ""];
  return [
    ...repair.plan.steps.map((step) => `- ${render(step.says, { lang })}`),
    `- ${text(`repair-status/${repair.status}`)}`,
    "",
  ];
}

function who(event: IncidentEvent): string {
  return event.by === "aceso" ? "" : ` (${event.by})`;
}
