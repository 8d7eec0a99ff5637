import type { CaseFile } from "../../src/diagnose/probe.ts";
import type { ComponentEdge } from "../../src/model/component.ts";
import type { Incident } from "../../src/model/incident.ts";
import type { Measurement, ModelFacts, Slice, Subject } from "../../src/model/measurement.ts";
import { say } from "../../src/model/message.ts";
import type { SeriesSamples } from "../../src/model/series.ts";
import type { ChangeRow } from "../../src/model/signals.ts";
import type { Window } from "../../src/model/time.ts";
import { seededRandom, type Random } from "../../src/stats/random.ts";
import { innocent, onset, planOf, usual, type Fault, type Place, type Truth } from "./plan.ts";

export type { Fault };

/**
 * Seeded case files of a small world: `digits` behind digits-api, `prices` behind prices-api with a
 * feature store, `writer` behind writer-api with a retriever. About three requests a second; ten quiet
 * minutes before the onset and one to two minutes of incident. Measured values carry the sampling noise
 * their row counts imply.
 */
export interface Case {
  readonly file: CaseFile;
  readonly truth: {
    readonly kind: string;
    readonly component: { readonly kind: string; readonly name: string };
    readonly version?: string;
    readonly detail?: string;
  } | null;
}

/** The case of one fault and seed, with its answer; null where nothing was planted. */
export function makeCase(fault: Fault, seed: number): Case {
  const random = seededRandom(`${fault}/${seed}`);
  const chance = (share: number) => random.uniform() < share;
  const pick = (places: readonly Place[]) => places[random.integer(places.length)]!;
  const plan = planOf(fault, random, pick);
  const { place, during, truth } = plan;
  const changes: ChangeRow[] = chance(0.8) ? [...plan.changes] : [];
  if (fault === "nothing-with-deploy" || chance(0.5)) {
    changes.push(innocent(random, chance(0.3) ? place.service : "billing"));
  }
  const now = onset + 60_000 + random.integer(60_000);
  const windows = {
    before: { start: onset - 660_000, end: onset - 60_000 },
    during: { start: onset, end: now },
  };
  const missing = {
    overTime: chance(0.25),
    resources: fault !== "cpu-starvation" && chance(0.25),
    peerSpans: chance(0.4),
    means: chance(0.3),
  };
  const at = (window: Window, world: Truth, stream: string) =>
    measure(random.fork(stream), { place, window, world }, missing);
  const file: CaseFile = {
    incident: incidentOf(place, fault, random),
    now,
    ...windows,
    models: [factsOf(place, during)],
    changes: changes.toSorted((a, b) => a.time - b.time),
    measurementsBefore: at(windows.before, place.usual, "before"),
    measurementsDuring: at(windows.during, during, "during"),
    measurementsOverTime: missing.overTime ? [] : overTime(at, windows, [place.usual, during]),
    resources: missing.resources ? [] : resources(random, windows, { place, during }),
    edges: edgesOf(place),
  };
  return { file, truth };
}

interface Missing {
  readonly peerSpans: boolean;
  readonly means: boolean;
}

/** Every measure of a place over one window, with noise by its rows. */
function measure(
  random: Random,
  given: { readonly place: Place; readonly window: Window; readonly world: Truth },
  missing: Missing,
): readonly Measurement[] {
  const { place, window, world } = given;
  const rows = random.poisson((world.requestRate * (window.end - window.start)) / 1_000);
  const model: Subject = { kind: "model", model: place.model };
  const found: Measurement[] = [];
  const put = (
    name: string,
    subject: Subject,
    slice: Slice,
    numbers: { value: number; count: number; standardError: number | null },
  ) =>
    found.push({
      measure: name,
      subject,
      slice,
      window,
      ...numbers,
      labelCoverage: 1,
      settled: true,
    });
  const share = (p: number, count: number) => {
    const clean = Math.min(1, Math.max(0, p));
    const deviation = Math.sqrt((clean * (1 - clean)) / Math.max(1, count));
    const value = Math.min(1, Math.max(0, clean + deviation * random.normal()));
    const standardError = Math.sqrt((value * (1 - value)) / Math.max(1, count));
    return { value, count, standardError };
  };
  const number = (mean: number, deviation: number, count: number) => {
    const standardError = deviation / Math.sqrt(Math.max(1, count));
    return { value: mean + standardError * random.normal(), count, standardError };
  };
  const slices: [Slice, number, Truth][] = [[{}, rows, world]];
  for (const [version, part] of Object.entries(world.versions)) {
    // Under a canary only the new version is bad: the whole is the mean of both.
    slices.push([{ version }, Math.round(rows * part), world]);
  }
  const isCanary = Object.keys(world.versions).length > 1;
  for (const [slice, count, truth] of slices) {
    const mixed = isCanary
      ? slice.version === "v1"
        ? usual.accuracy
        : slice.version === "v2"
          ? truth.accuracy
          : (usual.accuracy + truth.accuracy) / 2
      : truth.accuracy;
    put("prediction-rate", model, slice, number(truth.requestRate, 0.5, count));
    if (place.task === "multiclass") {
      put("accuracy", model, slice, share(mixed, count));
      put("f1", model, slice, share(mixed - 0.01, count));
    }
    if (place.task === "regression") {
      const { meanSquaredError } = truth;
      put("mse", model, slice, number(meanSquaredError, 1.5 * meanSquaredError, count));
    }
    if (place.task === "generation") {
      put("valid-output", model, slice, share(truth.valid, count));
      put(
        "llm-first-token-p95",
        model,
        slice,
        number(truth.latencyMs * 0.4, truth.latencyMs * 0.3, count),
      );
      put("llm-error-rate", model, slice, share(truth.errorShare, count));
    }
  }
  for (const feature of place.features) {
    const nulls = world.nulls[feature] ?? 0;
    put("feature-null-share", model, { feature }, share(nulls, rows));
    const filled = rows * (1 - nulls);
    const shift = world.shifts[feature] ?? 0;
    // Distance of two unit normals this far apart, about; plus what a finite sample shows by itself.
    const distance = 1 - Math.exp(-(shift * shift) / 6);
    const floor = Math.sqrt(9 / (8 * Math.LN2 * Math.max(8, filled)));
    const value = Math.min(1, Math.hypot(distance, floor * (0.8 + 0.4 * random.uniform())));
    const known = filled > 5 ? value : null;
    found.push({
      measure: "feature-jensen-shannon",
      subject: model,
      slice: { feature },
      window,
      value: known,
      count: Math.round(filled),
      standardError: null,
      labelCoverage: 1,
      settled: true,
    });
    if (!missing.means && filled > 5)
      put("feature-mean", model, { feature }, number(10 + shift, 1, filled));
  }
  const { service, peer } = place;
  const own: Subject = { kind: "service", service };
  const speed = (subject: Subject, slice: Slice, latencyMs: number) => {
    put("latency-p50", subject, slice, number(latencyMs * 0.7, latencyMs * 0.3, rows));
    put("latency-p95", subject, slice, number(latencyMs, latencyMs * 0.5, rows));
    put("error-rate", subject, slice, share(world.errorShare, rows));
    put("request-rate", subject, slice, number(world.requestRate, 0.5, rows));
  };
  speed(own, {}, world.latencyMs);
  speed(own, { peer }, world.peerLatencyMs);
  if (!missing.peerSpans) speed({ kind: "service", service: peer }, {}, world.peerOwnLatencyMs);
  return found;
}

function overTime(
  at: (window: Window, world: Truth, stream: string) => readonly Measurement[],
  windows: { readonly before: Window; readonly during: Window },
  [before, during]: readonly [Truth, Truth],
): readonly Measurement[] {
  const rows: Measurement[] = [];
  for (let start = windows.before.start; start < windows.during.end; start += 10_000) {
    const window = { start, end: start + 10_000 };
    rows.push(...at(window, start < onset ? before : during, `over/${start}`));
  }
  return rows;
}

function resources(
  random: Random,
  windows: { readonly before: Window; readonly during: Window },
  { place, during }: { readonly place: Place; readonly during: Truth },
): readonly SeriesSamples[] {
  const times: number[] = [];
  for (let time = windows.before.start; time < windows.during.end; time += 10_000) times.push(time);
  const series = (labels: Record<string, string>, value: (time: number) => number) => ({
    labels,
    times: Float64Array.from(times),
    values: Float64Array.from(times, value),
  });
  let cpuSeconds = 0;
  return [
    series({ __name__: "nodejs_eventloop_lag_seconds", job: place.service }, (time) => {
      const middle = time < onset ? place.usual.loopLagSeconds : during.loopLagSeconds;
      return middle * (0.6 + 0.8 * random.uniform());
    }),
    series({ __name__: "process_cpu_seconds_total", job: place.service }, () => {
      cpuSeconds += 0.5 + 0.3 * random.uniform();
      return cpuSeconds;
    }),
    series({ __name__: "nodejs_eventloop_lag_seconds", job: place.peer }, () => {
      return usual.peerLoopLagSeconds * (0.6 + 0.8 * random.uniform());
    }),
    series({ __name__: "node_load1", instance: "host-1" }, () => 1 + 0.5 * random.uniform()),
  ];
}

function factsOf(place: Place, during: Truth): ModelFacts {
  const names = new Set([...Object.keys(place.usual.versions), ...Object.keys(during.versions)]);
  return {
    model: place.model,
    task: place.task,
    versions: [...names].map((version) => ({
      version,
      firstSeen: version in place.usual.versions ? onset - 86_400_000 : onset - 2_000,
      lastSeen: onset,
      predictions: 1_000,
    })),
    features: place.features.map((name) => ({ name, type: "number" })),
    classes: [],
    hasLabels: true,
    hasScores: true,
    services: [place.service],
  };
}

function edgesOf(place: Place): readonly ComponentEdge[] {
  return [
    {
      caller: { kind: "serving", name: place.service },
      callee: { kind: "dependency", name: place.peer },
    },
  ];
}

function incidentOf(place: Place, fault: Fault, random: Random): Incident {
  return {
    id: `incident-${fault}`,
    code: "7Q4K",
    phase: "opened",
    severity: "critical",
    title: say("incident/title"),
    // Onsets are estimates: up to 20 s off either way.
    onset: onset + Math.round(20_000 * (2 * random.uniform() - 1)),
    openedAt: onset + 40_000,
    resolvedAt: null,
    resolvedReason: null,
    acknowledgedBy: null,
    models: [place.model],
    components: [{ kind: "serving", name: place.service }],
    symptoms: [],
    diagnosis: null,
    diagnosedAt: null,
    repair: null,
    escalated: null,
    events: [],
  };
}
