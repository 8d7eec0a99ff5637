import { type DriftPaging, expectedLossMonitor } from "../detect/packs/drift.ts";
import { monitorsFor } from "../detect/packs/monitors-for.ts";
import { measures } from "../measure/catalog.ts";
import { driftDefaults, pagesOnDrift } from "../model/drift-report.ts";
import type { Monitor } from "../model/monitor.ts";
import { minute, second, type TimeMs } from "../model/time.ts";
import { takeSaved } from "./checkpoint.ts";
import { workOn, type MonitorAtWork } from "./judge.ts";
import { refreshKnown } from "./known.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { monitorsByApi } from "./monitor-store.ts";
import { replay } from "./replay.ts";

/** Subjects are looked for anew this often even when nothing new was noticed. */
const refreshEveryMs = minute;
/** History counts as loaded when none has come for this long. */
const historyQuietMs = 8 * second;

/**
 * Brings the monitors in line with what exists: new subjects get those of the shipped packs, changed
 * definitions start anew, vanished ones stop. New monitors replay stored windows; when history was
 * loaded, all of them do, once it has stopped coming.
 */
export async function refreshMonitors(
  loop: Loop,
  project: ProjectState,
  end: TimeMs,
): Promise<void> {
  const arrivals = loop.arrivals.look(project.name);
  const due = end - project.refreshedAt >= refreshEveryMs;
  const historyLoaded =
    arrivals.historyAt !== null && loop.now() - arrivals.historyAt >= historyQuietMs;
  if (arrivals.newSubjects || due || historyLoaded) {
    loop.arrivals.subjectsSeen(project.name);
    project.known = await refreshKnown(loop, project.name, project.known, end);
    project.refreshedAt = end;
  }
  const defined = await definedMonitors(loop, project);
  stopRemoved(project, defined);
  const fresh = startNew(project, defined);
  if (historyLoaded && arrivals.historyAt !== null) {
    loop.arrivals.historySeen(project.name, arrivals.historyAt);
    // Kept hours may have got rows.
    project.distributions.until = 0;
    const all = [...project.monitors.values()].map((work) => restart(project, work.monitor));
    await replay(loop, project, all, end);
  } else if (fresh.length > 0) {
    await replay(loop, project, fresh, end);
  }
}

/** Monitors of file, API and packs; the first that claims an id wins. */
async function definedMonitors(
  loop: Loop,
  project: ProjectState,
): Promise<ReadonlyMap<string, Monitor>> {
  const { known } = project;
  const packs = monitorsFor({
    models: known.models,
    services: known.services,
    host: loop.host === null ? null : { name: loop.host, metrics: known.hostMetrics },
    measures,
    formats: known.formats,
    servers: known.servers,
    drift: driftPaging(loop, project),
  });
  const defined = new Map<string, Monitor>();
  const api = await monitorsByApi(loop, project.name);
  for (const monitor of [...loop.settings.monitors, ...api, ...packs]) {
    if (!defined.has(monitor.id)) defined.set(monitor.id, monitor);
  }
  for (const [id, monitor] of defined) if (!monitor.enabled) defined.delete(id);
  return defined;
}

/** Drift pages by itself where its owner wants that, else where it costs quality that no label tells of. */
function driftPaging(loop: Loop, project: ProjectState): DriftPaging {
  const { known, estimates } = project;
  const options = loop.settings.drift ?? driftDefaults;
  const always = [...known.references.keys()].filter((model) => pagesOnDrift(options, model));
  for (const { model } of known.models) {
    if (wasWatched(project, expectedLossMonitor(model))) estimates.awaited.add(model);
  }
  const worded = new Set(project.texts.byModel.keys());
  return { always: new Set(always), awaited: estimates.awaited, worded };
}

/** Whether a monitor was at work before a restart: what it opened must be able to recover. */
function wasWatched({ saved, incidents }: ProjectState, monitor: string): boolean {
  if (saved.has(monitor)) return true;
  return [...incidents.values()].some(({ symptoms }) =>
    symptoms.some((symptom) => symptom.monitor === monitor),
  );
}

function stopRemoved(project: ProjectState, defined: ReadonlyMap<string, Monitor>): void {
  for (const id of project.monitors.keys()) {
    if (defined.has(id)) continue;
    project.monitors.delete(id);
    project.newest.delete(id);
  }
}

/** Starts what is not at work yet, from the checkpoint where it fits; returns those that know nothing. */
function startNew(
  project: ProjectState,
  defined: ReadonlyMap<string, Monitor>,
): readonly MonitorAtWork[] {
  const fresh: MonitorAtWork[] = [];
  for (const [id, monitor] of defined) {
    const present = project.monitors.get(id);
    if (present && JSON.stringify(present.monitor) === JSON.stringify(monitor)) continue;
    const started = workOn(monitor);
    if (!started) continue;
    const work = takeSaved(started, project.saved.get(id));
    project.saved.delete(id);
    project.monitors.set(id, work);
    if (work.lastEnd === 0) fresh.push(work);
  }
  return fresh;
}

function restart(project: ProjectState, monitor: Monitor): MonitorAtWork {
  // A monitor at work has a detector that exists.
  const work = workOn(monitor) as MonitorAtWork;
  project.monitors.set(monitor.id, work);
  return work;
}
