import {
  binsFrom,
  profileRequest,
  referenceRequest,
  referencesFrom,
} from "../measure/reference.ts";
import type { ModelFacts } from "../model/measurement.ts";
import type { FeatureReference } from "../model/summary.ts";
import { day, gridOf, hour, minute, type TimeMs, type Window } from "../model/time.ts";
import type { Loop } from "./loop.ts";
import { putReference, storedReferences } from "./reference-store.ts";

/** What a project is known to consist of, as its signals show it. */
export interface Known {
  readonly models: readonly ModelFacts[];
  readonly services: readonly {
    readonly service: string;
    readonly peers: readonly string[];
    readonly models: readonly string[];
  }[];
  /** Metric names that this machine reports of itself. */
  readonly hostMetrics: readonly string[];
  /** Metrics that model servers report, by the model they name in the label `model_name`. */
  readonly servers: readonly { readonly model: string; readonly metrics: readonly string[] }[];
  /** model → feature → its frozen reference */
  readonly references: ReadonlyMap<string, ReadonlyMap<string, FeatureReference>>;
  /** model → what its output must look like: as a person declared it, else as nearly all outputs so far do. */
  readonly formats: { readonly [model: string]: string };
}

export const nothingKnown: Known = {
  models: [],
  services: [],
  hostMetrics: [],
  servers: [],
  references: new Map(),
  formats: {},
};

/** Subjects are looked for over this long. */
const subjectsMs = 14 * day;
/** A reference rests on at least this many predictions. */
const referenceCountMin = 500;
/** Share of a model's outputs that are JSON at which the format counts as learned. */
const learnedFormatShare = 0.98;

/**
 * Looks at what the last two weeks brought: models, services, metrics of this machine; freezes feature
 * references and learns output formats for models that have enough predictions.
 */
export async function refreshKnown(
  loop: Loop,
  project: string,
  before: Known,
  now: TimeMs,
): Promise<Known> {
  const window = { start: now - subjectsMs, end: now + minute };
  const models = await loop.store.models(project, window);
  const services = await loop.store.services(project, window);
  const references = new Map(await storedReferences(loop, project));
  const formats = { ...before.formats, ...loop.settings.outputFormats };
  for (const facts of models) {
    const enough = predictionsOf(facts) >= referenceCountMin;
    if (enough && facts.features.length > 0 && !references.has(facts.model)) {
      const reference = await referenceOf(loop, project, facts.model, window);
      if (reference) references.set(facts.model, reference);
    }
    if (facts.task === "generation" && formats[facts.model] === undefined && enough) {
      const format = await learnFormat(loop, project, facts.model, window);
      if (format !== undefined) formats[facts.model] = format;
    }
  }
  const hostMetrics = loop.host === null ? [] : await metricsOf(loop, project, loop.host, now);
  const servers = await serversOf(loop, project, now);
  return { models, services, hostMetrics, servers, references, formats };
}

function predictionsOf(facts: ModelFacts): number {
  return facts.versions.reduce((sum, version) => sum + version.predictions, 0);
}

/** A reference frozen now on everything a model has predicted so far. */
async function referenceOf(
  loop: Loop,
  project: string,
  model: string,
  window: Window,
): Promise<ReadonlyMap<string, FeatureReference> | undefined> {
  const profiles = await loop.store.summarise<"feature-profiles">(
    project,
    profileRequest(window, [model]),
  );
  const bins = binsFrom(profiles);
  const rows = await loop.store.summarise<"features">(
    project,
    referenceRequest(gridOf(window), bins),
  );
  const references = referencesFrom(rows, bins).get(model);
  if (!references) return undefined;
  await putReference(loop, project, { model, version: "", features: [...references.values()] });
  return references;
}

/** "json" when nearly all outputs so far are JSON; nobody needs to declare what is plain to see. */
async function learnFormat(
  loop: Loop,
  project: string,
  model: string,
  window: Window,
): Promise<string | undefined> {
  const rows = await loop.store.summarise<"predictions">(project, {
    kind: "predictions",
    grid: gridOf(window),
    models: [model],
    formats: { [model]: "json" },
  });
  const all = rows.find((row) => row.model === model && row.version === "");
  if (!all || all.formatChecked < referenceCountMin) return undefined;
  return all.formatValid >= learnedFormatShare * all.formatChecked ? "json" : undefined;
}

async function metricsOf(
  loop: Loop,
  project: string,
  host: string,
  now: TimeMs,
): Promise<readonly string[]> {
  const rows = await loop.store.listSeries(project, {
    matchers: [{ name: "instance", operator: "=", value: host }],
    start: now - hour,
    end: now + minute,
    limit: 10_000,
  });
  return [...new Set(rows.map((row) => row.metric))].sort();
}

/** Answered from the label sets in memory. */
async function serversOf(loop: Loop, project: string, now: TimeMs): Promise<Known["servers"]> {
  const rows = await loop.store.listSeries(project, {
    matchers: [{ name: "model_name", operator: "!=", value: "" }],
    start: now - hour,
    end: now + minute,
    limit: 10_000,
  });
  const models = Map.groupBy(rows, ({ labels }) => labels["model_name"] ?? "");
  return [...models].map(([model, own]) => ({
    model,
    metrics: [...new Set(own.map(({ metric }) => metric))].sort(),
  }));
}
