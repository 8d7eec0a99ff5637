import type { Incident } from "../model/incident.ts";
import type { Measurement } from "../model/measurement.ts";
import { say } from "../model/message.ts";
import type { Monitor } from "../model/monitor.ts";
import { gridOf, second, type TimeMs, type Window } from "../model/time.ts";
import { verifyRepair, type Stretch, type SymptomValues } from "../repair/verify.ts";
import { beforeWindow } from "./case-file.ts";
import { incidentEvent } from "./incident-event.ts";
import { record } from "./incidents.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { kindsOf, measureGrids, sameGrid } from "./measure-windows.ts";
import { undoRepair } from "./repair-run.ts";
import { keyOf } from "./watched-values.ts";

/** Labels come late, so the stretch after a repair may have to end this much earlier to be settled. */
const endsBeforeNow = [0, 10 * second, 20 * second, 40 * second];

/**
 * Tests whether a performed repair worked: before the incident, during it and since the repair, for
 * each objective symptom. Fixed ends the incident; not fixed is undone and handed to a person.
 */
export async function verifyPerformed(
  loop: Loop,
  project: ProjectState,
  incident: Incident,
  now: TimeMs,
): Promise<void> {
  const repair = incident.repair;
  if (repair?.performedAt === null || !repair) return;
  const { plan, performedAt } = repair;
  const settledFrom = performedAt + plan.verification.settleMs;
  if (now <= settledFrom) return;
  const symptoms = await symptomValues(loop, project, {
    monitors: plan.verification.monitors,
    before: beforeWindow(project, incident),
    during: { start: incident.onset, end: Math.max(performedAt, incident.onset + second) },
    after: { start: settledFrom, end: now },
  });
  const verified = verifyRepair({ plan: plan.verification, performedAt, now, symptoms });
  if (verified.state === "waiting") return;
  const about = { at: loop.now(), by: "aceso", subject: plan.id };
  const { outcome } = verified;
  const answer = incidentEvent(incident.id, about, {
    type: "repair-verified",
    plan: plan.id,
    outcome,
  });
  if (outcome.result === "fixed") {
    const ended = incidentEvent(incident.id, about, { type: "resolved", reason: "verified" });
    await record(loop, project, [answer, ended]);
    return;
  }
  const reason = say(`pipeline/verification-${outcome.result}`, { playbook: plan.playbook });
  const escalated = incidentEvent(incident.id, about, { type: "escalated", reason });
  await record(loop, project, [answer, escalated]);
  const failed = project.incidents.get(incident.id);
  if (outcome.result === "not-fixed" && failed) await undoRepair(loop, project, failed, "aceso");
}

interface Stretches {
  readonly monitors: readonly string[];
  readonly before: Window;
  readonly during: Window;
  readonly after: Window;
}

async function symptomValues(
  loop: Loop,
  project: ProjectState,
  stretches: Stretches,
): Promise<readonly SymptomValues[]> {
  const monitors = stretches.monitors.flatMap((id) => project.monitors.get(id)?.monitor ?? []);
  const measured = (
    window: Window,
    of: readonly Monitor[] = monitors,
  ): Promise<readonly Measurement[]> =>
    measureGrids(loop, project, sameGrid(gridOf(window), kindsOf(of)));
  const before = await measured(stretches.before);
  const during = await measured(stretches.during);
  const after = await settledRows(monitors, stretches.after, measured);
  return monitors.map((monitor) => ({
    monitor: monitor.id,
    unit: monitor.unit,
    direction: monitor.direction,
    before: valueIn(project, monitor, { row: find(before, monitor), window: stretches.before }),
    during: valueIn(project, monitor, { row: find(during, monitor), window: stretches.during }),
    after: valueIn(project, monitor, { row: after.get(monitor.id), window: stretches.after }),
  }));
}

/** Monitor id → what was measured for it over the longest stretch that is settled. */
async function settledRows(
  monitors: readonly Monitor[],
  { start, end }: Window,
  measured: (window: Window, of: readonly Monitor[]) => Promise<readonly Measurement[]>,
): Promise<ReadonlyMap<string, Measurement>> {
  const settled = new Map<string, Measurement>();
  for (const earlier of endsBeforeNow) {
    const open = monitors.filter((each) => each.watch.kind === "measure" && !settled.has(each.id));
    const window = { start, end: end - earlier };
    if (open.length === 0 || window.end - window.start < 10 * second) break;
    const rows = await measured(window, open);
    for (const monitor of open) {
      const row = find(rows, monitor);
      if (row?.settled) settled.set(monitor.id, row);
    }
  }
  return settled;
}

function find(rows: readonly Measurement[], monitor: Monitor): Measurement | undefined {
  if (monitor.watch.kind !== "measure") return undefined;
  const key = keyOf(monitor.watch);
  return rows.find((row) => keyOf(row) === key);
}

/** The measured value, or for a monitor of an expression the mean of its evaluations in the window. */
function valueIn(
  project: ProjectState,
  monitor: Monitor,
  at: { readonly row: Measurement | undefined; readonly window: Window },
): Stretch | null {
  if (monitor.watch.kind !== "measure") return meanOfEvaluations(project, monitor, at.window);
  if (at.row?.value === undefined || at.row.value === null) return null;
  return { value: at.row.value, count: at.row.count, standardError: at.row.standardError };
}

/** Mean and standard error over evaluations that do not overlap. */
function meanOfEvaluations(
  project: ProjectState,
  monitor: Monitor,
  window: Window,
): Stretch | null {
  const values: number[] = [];
  let free = window.start;
  for (const { windowStart, windowEnd, value } of project.recent.get(monitor.id) ?? []) {
    if (value === null || windowStart < free || windowEnd > window.end) continue;
    values.push(value);
    free = windowEnd;
  }
  if (values.length < 2) return null;
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { value: mean, count, standardError: Math.sqrt(squares / (count - 1) / count) };
}
