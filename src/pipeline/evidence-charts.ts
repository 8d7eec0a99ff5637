import { measures, seriesNames } from "../measure/catalog.ts";
import type { Cause, Diagnosis, Evidence } from "../model/diagnosis.ts";
import type { Incident } from "../model/incident.ts";

const serviceMeasures: ReadonlySet<string> = new Set(
  measures.filter(({ subject }) => subject === "service").map(({ name }) => name),
);
// Names of metrics have several words; a single one ("latency") is a probe's own.
const metricName = /^[a-z][a-z0-9]*[_:][\w:]*$/i;
const counter = /_total$/;

/** The diagnosis with the expression of a chart on each evidence that a stored series shows. */
export function withCharts(diagnosis: Diagnosis, incident: Pick<Incident, "models">): Diagnosis {
  const charted = (cause: Cause, list: readonly Evidence[]): readonly Evidence[] =>
    list.map((evidence) => {
      const expression = expressionOf(evidence, cause, incident.models);
      return expression === undefined
        ? evidence
        : { ...evidence, chart: { ...evidence.chart, expression } };
    });
  return {
    ...diagnosis,
    causes: diagnosis.causes.map((cause) => ({
      ...cause,
      evidenceFor: charted(cause, cause.evidenceFor),
      evidenceAgainst: charted(cause, cause.evidenceAgainst),
    })),
  };
}

function expressionOf(
  { chart, statement }: Evidence,
  { component }: Cause,
  models: readonly string[],
): string | undefined {
  if (chart?.expression !== undefined) return chart.expression;
  const told = (name: string): string | undefined => {
    const value = statement.params[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const measure = chart?.measure;
  if (measure === undefined) {
    const metric = told("metric");
    if (metric === undefined || !metricName.test(metric)) return undefined;
    return counter.test(metric) ? `rate(${metric}[1m])` : metric;
  }
  const series = seriesNames.get(measure);
  if (series === undefined) return undefined;
  const isService = serviceMeasures.has(measure);
  const model = models.includes(component.name) ? component.name : models[0];
  const service =
    told("caller") ?? (models.includes(component.name) ? told("name") : component.name);
  // Where versions are compared all are shown, else the whole: rows by version carry the label besides.
  const version = told("version") === undefined ? 'version=""' : undefined;
  const labels = [
    isService ? labelOf("service", service) : labelOf("model", model),
    labelOf("feature", told("feature")),
    labelOf("class", told("class")),
    told("caller") === undefined ? undefined : labelOf("peer", told("peer")),
    version,
  ];
  return `${series}{${labels.filter((label) => label !== undefined).join(",")}}`;
}

function labelOf(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
