import type { CaseFile } from "../diagnose/probe.ts";
import { caseOnset } from "../diagnose/onset/case-onset.ts";
import { isWhole, shiftsOf } from "../diagnose/shift.ts";
import { similarIncidents } from "../incident/similar.ts";
import type { Incident } from "../model/incident.ts";
import type { Measurement } from "../model/measurement.ts";
import type { Labels } from "../model/signals.ts";
import { gridOf, hour, minute, second, type TimeMs, type Window } from "../model/time.ts";
import { knownEdges } from "./known-edges.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { failingSpans } from "./failing-spans.ts";
import { llmCalls } from "./llm-calls.ts";
import { logTemplateHistories } from "./log-templates.ts";
import { measureGrids, sameGrid, type Subjects } from "./measure-windows.ts";
import { toldVersions } from "./version-records.ts";
import { worseSlices } from "./worse-slices.ts";

/** "Before" ends this long before the onset, so that a slow start does not leak into it. */
const guardMs = 30 * second;
const beforeMs = 15 * minute;
/** Width of the short windows that tell which part moved first. */
const fineMs = 10 * second;
/** Spans of "before" that are read where more came, and what it never falls below. */
const callsMax = 1_000_000;
const enoughCallsMs = 2 * minute;
/** The fine windows begin this long before the onset. */
const fineBeforeMs = 3 * minute;
const fineCountMax = 120;

/** Past incidents shown beside one that looks like them. */
const similarMax = 3;

/** Process and host metrics a diagnosis reads: what node exporters and client libraries call them. */
const resourceMetrics =
  "process_cpu_seconds_total|process_resident_memory_bytes|process_cpu_throttled_.*|" +
  "nodejs_eventloop_lag_.*|container_cpu_.*|container_memory_.*|node_load1|node_cpu_seconds_total|" +
  "node_memory_MemAvailable_bytes|node_memory_MemTotal_bytes|node_pressure_.*|node_filesystem_avail_bytes|node_disk_io_time_seconds_total|DCGM_.*|" +
  "kube_pod_container_status_(waiting|last_terminated)_reason|container_oom_events_total|" +
  "vllm:num_requests_waiting|vllm:kv_cache_usage_perc";

/** Series that only say where something runs: of OpenTelemetry resources and of kube-state-metrics. */
const placeMetrics = ["target_info", "kube_pod_info"];

/** Series of resources that are read; a fleet has more than an incident's services. */
const resourcesMax = 2_000;

/**
 * Fetches everything a diagnosis looks at: a fixed number of bounded queries per incident, about its own models and
 * services and their neighbours. What does not need the other's answer is asked at the same time.
 */
export async function openCaseFile(
  loop: Loop,
  project: ProjectState,
  alarmed: Incident,
  now: TimeMs,
): Promise<CaseFile> {
  const related = relatedSubjects(project, alarmed);
  const { services } = related;
  const fine = await measureGrids(loop, project, sameGrid(fineGrid(alarmed.onset, now)), related);
  const incident = { ...alarmed, onset: caseOnset(fine, alarmed.onset) };
  const before = beforeWindow(project, incident);
  const during = { start: incident.onset, end: Math.max(now, incident.onset + fineMs) };
  const calls = gridOf(enoughCalls(before, fine));
  const quiet = { ...sameGrid(gridOf(before)), spans: calls, "llm-calls": calls };
  const whole = { start: before.start, end: now };
  const similar = similarIncidents(incident, project.past.values(), similarMax);
  const [measured, changes, told, logs, edges] = await Promise.all([
    // One after the other: both read many spans, and the memory of two queries is enough.
    measureGrids(loop, project, quiet, related).then(async (measurementsBefore) => ({
      measurementsBefore,
      measurementsDuring: await measureGrids(loop, project, sameGrid(gridOf(during)), related),
    })),
    loop.store.changes(project.name, { start: incident.onset - hour, end: now + 1 }),
    resourceSeries(loop, project, { services, window: whole }),
    logTemplateHistories(loop, project, { services, before, during }),
    knownEdges(loop, project.name, whole),
  ]);
  const file: CaseFile = {
    incident,
    now,
    before,
    during,
    models: project.known.models.filter((facts) => related.models.has(facts.model)),
    changes,
    ...measured,
    measurementsOverTime: fine,
    ...told,
    logTemplates: logs.histories,
    ...(logs.leftOut > 0 && { logLinesLeftOut: logs.leftOut }),
    edges,
    ...(similar.length > 0 && { similar }),
  };
  const models = modelsGoneWrong(file);
  const { references } = project.known;
  const [versions, spans, slices, llm] = await Promise.all([
    toldVersions(loop, project.name, file),
    failingSpans(loop, project.name, file),
    models.length === 0
      ? undefined
      : worseSlices(loop, project, { models, before, during, references }),
    llmCalls(loop, project.name, file),
  ]);
  return {
    ...file,
    ...(llm.length > 0 && { llmCalls: llm }),
    ...(versions.length > 0 && { versions }),
    ...(spans && { failingSpans: spans }),
    ...(slices && { worseSlices: slices }),
  };
}

/** Of the incident's models those whose quality dropped: only their rows are worth reading. */
function modelsGoneWrong(file: CaseFile): readonly string[] {
  const worse = shiftsOf(file).filter(
    ({ role, worse, slice }) => worse && isWhole(slice) && role.startsWith("quality"),
  );
  return file.incident.models.filter((model) =>
    worse.some(({ subject }) => subject.kind === "model" && subject.model === model),
  );
}

/**
 * The quiet stretch an incident is compared with: a quarter of an hour before its onset, less what an
 * earlier incident of the same models or components spoilt, but never less than a minute.
 */
export function beforeWindow(project: ProjectState, incident: Incident): Window {
  const end = incident.onset - guardMs;
  const spoiltUntil = [...project.incidents.values()]
    .filter((past) => past.id !== incident.id && sharesSubject(past, incident))
    .map((past) => (past.resolvedAt ?? past.openedAt) + guardMs)
    .filter((time) => time <= end - minute);
  return { start: Math.max(end - beforeMs, ...spoiltUntil), end };
}

/**
 * The end of a window that holds about `callsMax` spans by the rate of the short windows: all of quiet services'
 * quarter of an hour, the last minutes where ten thousand spans come a second and reading all would take ten times
 * as long for the same answer. At least two minutes.
 */
export function enoughCalls(window: Window, short: readonly Measurement[]): Window {
  // window start → spans of all services that are asked about, calls to peers with them
  const counts = new Map<TimeMs, number>();
  for (const { measure, slice, window: at, count } of short) {
    if (measure !== "error-rate" || slice.version) continue;
    counts.set(at.start, (counts.get(at.start) ?? 0) + count);
  }
  const perMs = Math.max(0, ...counts.values()) / fineMs;
  const lengthMs = Math.max(enoughCallsMs, callsMax / perMs);
  return { start: Math.max(window.start, Math.floor(window.end - lengthMs)), end: window.end };
}

function sharesSubject(a: Incident, b: Incident): boolean {
  return (
    a.models.some((model) => b.models.includes(model)) ||
    a.components.some(({ kind, name }) =>
      b.components.some((other) => other.kind === kind && other.name === name),
    )
  );
}

/** The incident's models, the services that serve them, and those services' callers and callees. */
function relatedSubjects(project: ProjectState, incident: Incident): Subjects {
  const models = new Set(incident.models);
  const services = new Set(incident.components.map((component) => component.name));
  for (const facts of project.known.models) {
    if (models.has(facts.model)) for (const service of facts.services) services.add(service);
  }
  for (const { service, peers } of project.known.services) {
    if (peers.some((peer) => services.has(peer))) services.add(service);
    if (services.has(service)) for (const peer of peers) services.add(peer);
  }
  for (const facts of project.known.models) {
    if (facts.services.some((service) => services.has(service))) models.add(facts.model);
  }
  return { models, services };
}

function fineGrid(onset: TimeMs, now: TimeMs) {
  const firstStart = Math.floor((onset - fineBeforeMs) / fineMs) * fineMs;
  const count = Math.min(fineCountMax, Math.max(1, Math.floor((now - firstStart) / fineMs)));
  return { firstStart, sizeMs: fineMs, stepMs: fineMs, count };
}

/** Resources of the incident's services before those of whole machines, and both before single processors'. */
async function resourceSeries(
  loop: Loop,
  project: ProjectState,
  asked: { readonly services: ReadonlySet<string>; readonly window: Window },
): Promise<Pick<CaseFile, "resources" | "placements">> {
  const { services, window } = asked;
  const isPlace = (labels: Labels) => placeMetrics.includes(labels["__name__"] ?? "");
  const found = await loop.store.selectSeries(project.name, {
    matchers: [
      {
        name: "__name__",
        operator: "=~",
        value: [resourceMetrics, ...placeMetrics].join("|"),
      },
    ],
    ...window,
    limit: resourcesMax,
    prefer: (labels) =>
      (Object.values(labels).some((value) => services.has(value)) ? 2 : 0) +
      (labels["cpu"] === undefined && !isPlace(labels) ? 1 : 0),
  });
  const placements = found.map(({ labels }) => labels).filter(isPlace);
  return {
    resources: found.filter(({ labels }) => !isPlace(labels)),
    ...(placements.length > 0 && { placements }),
  };
}
