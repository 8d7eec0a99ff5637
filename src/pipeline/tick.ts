import { minute, type TimeMs } from "../model/time.ts";
import { attend } from "./attend.ts";
import { advanceIncidents } from "./incidents.ts";
import { judgeAll } from "./judge.ts";
import type { Loop, ProjectState } from "./loop.ts";
import { mineLogs } from "./log-templates.ts";
import { closedGrids, settle } from "./closed-windows.ts";
import { measureGrids } from "./measure-windows.ts";
import { measureSeldom } from "./measure-seldom.ts";
import { writeBack } from "./measured-series.ts";
import { refreshMonitors } from "./refresh-monitors.ts";
import { startStageWatch } from "./tick-times.ts";
import { weighEvidence } from "./weigh-evidence.ts";

/**
 * One turn of the loop for one project: everything that has arrived is judged up to the windows that
 * end at `end`, and every open incident is attended to. Running it twice for the same `end` writes the
 * same evaluations and events again, which the store keeps once. What has been acknowledged must be
 * readable: the caller flushes the store, once for all projects.
 */
export async function tick(loop: Loop, project: ProjectState, end: TimeMs): Promise<void> {
  const watch = startStageWatch(loop.now);

  // Late labels have met their predictions, and feedback has the version it is about.
  if (mayMatch(loop, project)) await loop.store.resolveLabels(project.name);
  if (hasFeedback(project)) await loop.store.nameFeedbackVersions(project.name);
  watch.lap("labels");

  // What exists now, and the monitors that watch it; new ones replay stored windows first.
  await refreshMonitors(loop, project, end);
  watch.lap("monitors");

  // Measure the windows that have closed, and keep the results as series.
  const measurements = [
    ...(await measureGrids(loop, project, closedGrids(loop, project, end))),
    ...(await measureSeldom(loop, project, end)),
  ];
  await writeBack(loop, project, measurements);

  // Kinds of log lines are counted as series too.
  await mineLogs(loop, project, end);
  watch.lap("measure");

  // Let every monitor's detector judge its settled windows; one evaluation each is the record.
  const evaluations = await judgeAll(loop, project, measurements, end);
  await loop.store.appendEvaluations(project.name, evaluations);
  settle(loop, project, measurements, end);

  // Which anomalies among a model's many evidence series are more than chance; nobody is woken by it.
  weighEvidence(project, evaluations);
  watch.lap("judge");

  // Anomalies that belong together become one incident.
  await advanceIncidents(loop, project, evaluations, end);
  watch.lap("incidents");

  // Diagnose, repair and verify; what fails for one incident does not stop the others.
  for (const incident of project.incidents.values()) {
    if (incident.phase === "resolved") continue;
    try {
      await attend(loop, project, incident.id, end);
    } catch (error) {
      loop.failed(`incident ${incident.code}`, error);
    }
  }

  watch.lap("attend");

  const firing = evaluations.filter((evaluation) => evaluation.firing).length;
  const evaluated = evaluations.length;
  const { laps } = watch;
  loop.announce({
    type: "tick",
    project: project.name,
    now: loop.now(),
    end,
    laps,
    evaluated,
    firing,
  });
}

/** Whether any model is one of feedback, `MODEL:NAME`; where none is, nothing is asked. */
function hasFeedback({ known }: ProjectState): boolean {
  return known.models.some(({ model }) => model.includes(":") && !model.endsWith(":golden"));
}

/** What has come stays matchable this long: until it can be read, and for labels before their predictions. */
const matchableMs = 10 * minute;

/** Whether a label or prediction has come that may have its other half now. */
function mayMatch(loop: Loop, project: ProjectState): boolean {
  const { matchableAt } = loop.arrivals.look(project.name);
  return matchableAt === null || loop.now() - matchableAt <= matchableMs;
}
