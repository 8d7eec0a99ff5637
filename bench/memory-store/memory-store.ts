import type { Json } from "../../src/model/json.ts";
import type { LogRow } from "../../src/model/signals.ts";
import type { SeriesSamples } from "../../src/model/series.ts";
import type { SummaryKind, SummaryRows } from "../../src/model/summary.ts";
import type { Store, StoredSpan } from "../../src/store/store.ts";
import { edgesOf, isWithin, modelsOf, servicesOf } from "./fact-rows.ts";
import { byText } from "./grouping.ts";
import { KeptRows, type KeptSpan } from "./kept-rows.ts";
import { summariseRows } from "./summarise-rows.ts";

/**
 * A store that keeps the signals of one project in memory and answers what a diagnosis asks as the database does, at a
 * twentieth of the cost: planning forty statements takes longer than all else about an incident of the laboratory. What
 * a diagnosis does not ask it refuses. The bench of the laboratory compares the two on some incidents of every run.
 */
export function memoryStore(): Store {
  const kept = new KeptRows();
  const settings = new Map<string, Json>();
  return {
    ...refusals,
    append(batch) {
      kept.add(batch);
      return Promise.resolve();
    },
    flush() {
      kept.sort();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
    projects: () => Promise.resolve([]),
    summarise<Kind extends SummaryKind>(
      _project: string,
      request: Parameters<typeof summariseRows>[1],
    ) {
      // Rows are of the kind that was asked for.
      return Promise.resolve(summariseRows(kept, request) as readonly SummaryRows[Kind][]);
    },
    selectSeries: (_project, request) => Promise.resolve(seriesOf(kept, request)),
    listSeries(_project, { matchers, limit }) {
      const found = matching(kept, matchers).slice(0, limit);
      return Promise.resolve(
        found.map(({ row: { metric, kind, unit, help }, labels }) => ({
          metric,
          labels,
          kind,
          unit,
          help,
        })),
      );
    },
    models: (_project, window) => Promise.resolve(modelsOf(kept, window)),
    services: (_project, window) => Promise.resolve(servicesOf(kept, window)),
    componentEdges: (_project, window) => Promise.resolve(edgesOf(kept, window)),
    changes(_project, window, limit = 1_000) {
      const found = kept.changes
        .filter(({ time }) => isWithin(time, window))
        .toSorted((a, b) => a.time - b.time || byText(a.id, b.id));
      return Promise.resolve(found.slice(-limit));
    },
    spans: (_project, { earlier, ...request }) =>
      Promise.resolve([
        ...(earlier === undefined ? [] : spansOf(kept, { ...request, window: earlier })),
        ...spansOf(kept, request),
      ]),
    logs: (_project, request) => Promise.resolve(logsOf(kept, request)),
    logCount: (_project, window) =>
      Promise.resolve(kept.logs.filter(({ time }) => isWithin(time, window)).length),
    judgedPredictions(_project, { model, window, limit }) {
      const found = kept.outcomes
        .filter(
          ({ row, label }) =>
            row.model === model &&
            isWithin(row.time, window) &&
            label.labelText !== "" &&
            row.outputText !== "",
        )
        .map(({ row, label }) => ({
          prediction: row,
          label: label.labelText,
          isWrong: label.labelText !== row.outputText,
        }));
      // A sample by the database's own hash cannot be drawn here.
      if (found.length > limit) throw new Error(`more than ${limit} judged predictions`);
      return Promise.resolve(found);
    },
    resolveLabels: () => Promise.resolve(kept.matchLabels()),
    incidentEvents: () => Promise.resolve([]),
    putSetting(_project, key, value) {
      settings.set(key, value);
      return Promise.resolve();
    },
    setting: (_project, key) => Promise.resolve(settings.get(key)),
    settings(_project, prefix) {
      const found = [...settings].filter(([key]) => key.startsWith(prefix));
      return Promise.resolve(
        found.toSorted(([a], [b]) => byText(a, b)).map(([key, value]) => ({ key, value })),
      );
    },
  };
}

function refuse(what: string): () => Promise<never> {
  return () => Promise.reject(new Error(`the store in memory has no ${what}`));
}

const refusals = {
  status: refuse("status"),
  predictions: refuse("list of predictions"),
  llmCalls: refuse("calls of language models"),
  labelledWindows: refuse("labelled windows"),
  judgedOutputs: refuse("judged outputs"),
  labelledTextWindows: refuse("windows of labelled texts"),
  labelledTexts: refuse("labelled texts"),
  answerLikelihoods: refuse("likelihoods of answers"),
  retrievals: refuse("retrieved documents"),
  drawnTexts: refuse("texts"),
  drawnRows: refuse("drawn rows"),
  drawnLabels: refuse("drawn labels"),
  inputCounts: refuse("counts of inputs"),
  labelArrivals: refuse("arrivals of labels"),
  numberPredictions: refuse("predictions of numbers"),
  nameFeedbackVersions: refuse("feedback"),
  appendEvaluations: refuse("evaluations"),
  evaluations: refuse("evaluations"),
  appendIncidentEvents: refuse("incidents"),
  appendAudit: refuse("audit"),
  audit: refuse("audit"),
  appendDistributions: refuse("distributions"),
  distributions: refuse("distributions"),
  newestDistribution: refuse("distributions"),
  backUp: refuse("backup"),
  applyRetention: refuse("retention"),
} as const;

/** Series whose labels, with `__name__`, meet all matchers. */
function matching(kept: KeptRows, matchers: Parameters<Store["selectSeries"]>[1]["matchers"]) {
  const tests = matchers.map(({ name, operator, value }) => {
    const pattern = new RegExp(`^(?:${value})$`, "s");
    const matches = (given: string) =>
      operator === "=" || operator === "!=" ? given === value : pattern.test(given);
    const isWanted = operator === "=" || operator === "=~";
    return { name, meets: (given: string) => matches(given) === isWanted };
  });
  return [...kept.series.values()]
    .map((row) => ({ row, labels: { ...row.labels, __name__: row.metric } }))
    .filter(({ labels }) =>
      tests.every(({ name, meets }) => meets((labels as { [name: string]: string })[name] ?? "")),
    );
}

/** Series by their ids, with the samples of (start, end]; those without any are left out. */
function seriesOf(
  kept: KeptRows,
  { matchers, start, end, limit = Infinity }: Parameters<Store["selectSeries"]>[1],
): readonly SeriesSamples[] {
  const found = matching(kept, matchers).toSorted(
    (a, b) => compare(a.row.metricId, b.row.metricId) || compare(a.row.seriesId, b.row.seriesId),
  );
  if (found.length > limit) throw new Error(`more than ${limit} series`);
  return found.flatMap(({ row, labels }) => {
    const { times, values } = kept.samples.get(row.seriesId) ?? { times: [], values: [] };
    const places = [...times.keys()].filter((at) => times[at]! > start && times[at]! <= end);
    if (places.length === 0) return [];
    return [
      {
        labels,
        times: Float64Array.from(places, (at) => times[at]!),
        values: Float64Array.from(places, (at) => values[at]!),
      },
    ];
  });
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Spans of a window, oldest first; of more than `limit` the newest. */
function spansOf(
  kept: KeptRows,
  { window, service, traceId, traceIds, limit }: Parameters<Store["spans"]>[1],
): readonly StoredSpan[] {
  const traces = traceIds && new Set(traceIds);
  const found: StoredSpan[] = [];
  for (const span of kept.spans) {
    if (!isWithin(span.startMs, window)) continue;
    if (service !== undefined && span.service !== service) continue;
    const stored = storedSpan(span);
    if (traceId !== undefined && stored.traceId !== traceId) continue;
    if (traces && !traces.has(stored.traceId)) continue;
    found.push(stored);
  }
  const byId = (a: StoredSpan, b: StoredSpan) =>
    byText(a.traceId, b.traceId) || byText(a.spanId, b.spanId);
  const newest = found.toSorted((a, b) => compare(b.startNs, a.startNs) || byId(a, b));
  return newest.slice(0, limit).toSorted((a, b) => compare(a.startNs, b.startNs) || byId(a, b));
}

/** Log records of a window, newest first. */
function logsOf(
  kept: KeptRows,
  { window, service, text, traceIds, limit }: Parameters<Store["logs"]>[1],
): readonly LogRow[] {
  const traces = traceIds && new Set(traceIds);
  const found = kept.logs.filter(
    (row) =>
      isWithin(row.time, window) &&
      (service === undefined || row.service === service) &&
      (text === undefined || row.body.toLowerCase().includes(text.toLowerCase())) &&
      (!traces || traces.has(row.traceId)),
  );
  return found.toSorted((a, b) => b.time - a.time).slice(0, limit);
}

function storedSpan({ columns, index }: KeptSpan): StoredSpan {
  const { attributesText, attributesNumber, ...span } = columns.at(index);
  return { ...span, attributes: Object.fromEntries([...attributesText, ...attributesNumber]) };
}
