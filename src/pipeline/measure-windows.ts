import type { MeasureContext } from "../measure/measure.ts";
import { measures } from "../measure/catalog.ts";
import { binsOfReferences, measureAll } from "../measure/table.ts";
import type { Measurement } from "../model/measurement.ts";
import type { Monitor } from "../model/monitor.ts";
import type { FeatureSummary, SummaryRequest } from "../model/summary.ts";
import type { WindowGrid } from "../model/time.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { keepRecent } from "./recent-features.ts";

/** Kinds of summary that catalogue measures are computed from. */
const measuredKinds = ["predictions", "features", "outcomes", "spans", "llm-calls"] as const;
type MeasuredKind = (typeof measuredKinds)[number];

/** Kind of summary → the windows to ask for; a kind left out is not asked for. */
export type Grids = { readonly [Kind in MeasuredKind]?: WindowGrid };

/** The models and services that are asked about; everything where left out. */
export interface Subjects {
  readonly models: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

/** The same windows for every kind, or for the given ones. */
export function sameGrid(grid: WindowGrid, kinds: ReadonlySet<string> = everyKind): Grids {
  return Object.fromEntries(
    measuredKinds.filter((kind) => kinds.has(kind)).map((kind) => [kind, grid]),
  );
}

const everyKind: ReadonlySet<string> = new Set(measuredKinds);

/** The kinds of summary that what these monitors watch is computed from. */
export function kindsOf(monitors: readonly Monitor[]): ReadonlySet<string> {
  const watched = new Set(
    monitors.flatMap(({ watch }) => (watch.kind === "measure" ? [watch.measure] : [])),
  );
  return new Set(measures.filter(({ name }) => watched.has(name)).map(({ needs }) => needs));
}

/**
 * Measures every window of the grids with every measure of the catalogue: one query per kind of
 * summary, whatever the number of models, versions and features. Rows of a few subjects lie together in the
 * tables, so asking about an incident's alone reads a part of a fleet's.
 */
export async function measureGrids(
  loop: Loop,
  project: ProjectState,
  grids: Grids,
  about?: Subjects,
): Promise<readonly Measurement[]> {
  const answers = measuredKinds.map(async (kind) => {
    const grid = grids[kind];
    if (!grid || grid.count < 1 || !isWatched(project, kind)) return [];
    const names = about && (kind === "spans" ? about.services : about.models);
    return names?.size === 0 ? [] : measureKind(loop, project, { kind, grid, names });
  });
  return (await Promise.all(answers)).flat();
}

interface Asked<Kind extends MeasuredKind> {
  readonly kind: Kind;
  readonly grid: WindowGrid;
  readonly names: ReadonlySet<string> | undefined;
}

async function measureKind<Kind extends MeasuredKind>(
  loop: Loop,
  project: ProjectState,
  asked: Asked<Kind>,
): Promise<readonly Measurement[]> {
  const { kind, grid, names } = asked;
  const rows = mayHaveRows(loop, project, kind, grid)
    ? await loop.store.summarise<Kind>(project.name, requestOf(project, asked))
    : [];
  // What an incident's own models are asked says nothing of the others.
  if (kind === "features" && names === undefined && grid.sizeMs === loop.settings.windowMs) {
    // The rows are those of the kind that was asked for.
    const features = rows as unknown as readonly FeatureSummary[];
    keepRecent(project.drift.recent, {
      grid,
      rows: features,
      references: project.known.references,
    });
  }
  const settings = loop.settings.measures ?? {};
  return measureAll({ [kind]: rows }, contextOf(loop, project, grid), { settings });
}

/** False where nothing as late as the windows has come: planning a query costs more than answering it. */
function mayHaveRows(
  loop: Loop,
  project: ProjectState,
  kind: MeasuredKind,
  grid: WindowGrid,
): boolean {
  const { newestPredictionAt, newestSpanAt } = loop.arrivals.look(project.name);
  const isOfSpans = kind === "spans" || kind === "llm-calls";
  const newest = isOfSpans ? newestSpanAt : newestPredictionAt;
  return newest === null || newest >= grid.firstStart;
}

/** Whether anything of this kind has been seen, so that an idle Aceso asks nothing. */
function isWatched(project: ProjectState, kind: MeasuredKind): boolean {
  const { models, services } = project.known;
  switch (kind) {
    case "spans":
      return services.length > 0;
    case "features":
      return models.some((facts) => facts.features.length > 0);
    case "llm-calls":
      return models.some((facts) => facts.task === "generation");
    case "outcomes":
      return models.some((facts) => facts.hasLabels);
    case "predictions":
      return models.length > 0;
    default:
      return kind satisfies never;
  }
}

function requestOf<Kind extends MeasuredKind>(
  project: ProjectState,
  { kind, grid, names }: Asked<Kind>,
): Extract<SummaryRequest, { readonly kind: Kind }> {
  const known = project.known;
  const models = names && { models: [...names] };
  const requests: { readonly [K in MeasuredKind]: Extract<SummaryRequest, { readonly kind: K }> } =
    {
      predictions: { kind: "predictions", grid, ...models, formats: known.formats },
      features: { kind: "features", grid, ...models, bins: binsOfReferences(known.references) },
      outcomes: {
        kind: "outcomes",
        grid,
        ...models,
        positiveClasses: Object.fromEntries(positiveClassesOf(known.models)),
      },
      spans: { kind: "spans", grid, ...(names && { services: [...names] }) },
      "llm-calls": { kind: "llm-calls", grid, ...models },
    };
  // The table above has each kind's own request under its name.
  return requests[kind] as unknown as Extract<SummaryRequest, { readonly kind: Kind }>;
}

/** What measures may know besides the rows. */
export function contextOf(loop: Loop, project: ProjectState, grid: WindowGrid): MeasureContext {
  const { models, references } = project.known;
  return {
    grid,
    now: loop.now(),
    tasks: new Map(models.map((facts) => [facts.model, facts.task])),
    positiveClasses: positiveClassesOf(models),
    references,
    worths: loop.settings.worths ?? new Map(),
    labelledModels: new Set(models.flatMap((facts) => (facts.hasLabels ? [facts.model] : []))),
    labelCoverageMin: loop.settings.labelCoverageMin,
    labelHorizonMs: loop.settings.labelHorizonMs,
  };
}

/** Binary model → the class that counts as positive, for the store and for measures alike. */
function positiveClassesOf(models: ProjectState["known"]["models"]): ReadonlyMap<string, string> {
  return new Map(
    models.flatMap((facts) => {
      const positive = facts.task === "binary" ? positiveClass(facts.classes) : undefined;
      return positive === undefined ? [] : [[facts.model, positive] as const];
    }),
  );
}

/** The class that counts as positive: a usual name for it, else the last in order ("0" < "1"). */
function positiveClass(classes: readonly string[]): string | undefined {
  const usual = ["1", "true", "yes", "positive", "fraud", "spam", "churn"];
  return classes.find((name) => usual.includes(name.toLowerCase())) ?? [...classes].sort().at(-1);
}
