import type { Incident } from "../model/incident.ts";
import type { PastIncident, SimilarIncident } from "../model/similar-incident.ts";

/** Below this share of common signs two incidents are not called alike. */
const likenessMin = 0.4;

/** What to remember of an incident once it is over. */
export function pastIncidentOf(incident: Incident): PastIncident {
  const { id, code, openedAt, models, components, symptoms, diagnosis, repair, events } = incident;
  const first = diagnosis?.causes[0];
  const named = first && first.kind !== "unknown" ? first : undefined;
  const mark = events.findLast(
    (event) => event.type === "cause-marked" && event.cause === named?.id,
  );
  const step = repair?.status === "fixed" ? repair.plan.steps.at(-1) : undefined;
  return {
    id,
    code,
    openedAt,
    models,
    components,
    symptoms: symptoms.map(({ monitor }) => monitor),
    cause: named
      ? { kind: named.kind, component: named.component, statement: named.statement }
      : null,
    mark: mark?.type === "cause-marked" ? (mark.right ? "right" : "wrong") : null,
    fixedBy: step?.says ?? null,
  };
}

/**
 * Past incidents that looked like this one, the most alike first, then the newest: by the share of monitors, models
 * and components they have in common (Jaccard index). Cost O(past x signs).
 */
export function similarIncidents(
  incident: Pick<Incident, "id" | "models" | "components" | "symptoms">,
  past: Iterable<PastIncident>,
  most: number,
): readonly SimilarIncident[] {
  const own = signsOf({
    ...incident,
    symptoms: incident.symptoms.map(({ monitor }) => monitor),
  });
  const found: SimilarIncident[] = [];
  for (const each of past) {
    if (each.id === incident.id) continue;
    const other = signsOf(each);
    const common = [...own].filter((sign) => other.has(sign)).length;
    const likeness = common / Math.max(1, own.size + other.size - common);
    if (likeness >= likenessMin) found.push({ ...each, likeness });
  }
  return found
    .toSorted((a, b) => b.likeness - a.likeness || b.openedAt - a.openedAt)
    .slice(0, most);
}

function signsOf({
  models,
  components,
  symptoms,
}: Pick<PastIncident, "models" | "components" | "symptoms">): ReadonlySet<string> {
  return new Set([
    ...models.map((model) => `model ${model}`),
    ...components.map(({ kind, name }) => `${kind} ${name}`),
    ...symptoms.map((monitor) => `monitor ${monitor}`),
  ]);
}
