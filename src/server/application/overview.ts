import type { Overview } from "../../api/contract.ts";
import { hour, minute } from "../../model/time.ts";
import type { AppApi } from "../app.ts";
import type { Engine } from "./engine.ts";
import { groupByMonitor, incidentHead, modelHead, tileOf } from "./heads.ts";

/** Incidents resolved longer ago than this are left to the incident list. */
const recentMs = 24 * hour;

/** The first page: is anything broken now? */
export function overviewRoutes(engine: Engine): Pick<AppApi, "GET /api/v1/overview"> {
  return {
    "GET /api/v1/overview": async ({ identity }) => overview(engine, identity.project),
  };
}

async function overview(engine: Engine, name: string): Promise<Overview> {
  const { loop } = engine;
  const now = loop.now();
  const project = await engine.schedule.project(name);
  const lastHour = groupByMonitor(
    await loop.store.evaluations(name, {
      window: { start: now - hour, end: now + minute },
      limit: 100_000,
    }),
  );
  const works = [...project.monitors.values()];
  const newest = [...project.newest.values()];
  const { signalsPerSecond, lastSignalAt } = engine.traffic();
  const hostMonitors = works
    .map((work) => work.monitor)
    .filter((monitor) => monitor.watch.subject.kind === "host");
  return {
    now,
    incidents: [...project.incidents.values()]
      .filter((incident) => incident.resolvedAt === null || incident.resolvedAt > now - recentMs)
      .sort((a, b) => b.openedAt - a.openedAt)
      .map(incidentHead),
    models: project.known.models.map((facts) => modelHead(project, facts, lastHour)),
    host: {
      name: loop.host ?? "",
      tiles: hostMonitors.map((monitor) => tileOf(project, monitor, lastHour)),
    },
    changes: await loop.store.changes(name, { start: now - recentMs, end: now + minute }, 20),
    counts: {
      monitors: works.length,
      learning: newest.filter((evaluation) => evaluation.state === "learning").length,
      firing: newest.filter((evaluation) => evaluation.firing).length,
      services: project.known.services.length,
      signalsPerSecond,
      lastSignalAt,
      refused: engine.refusals().reduce((sum, refusal) => sum + refusal.count, 0),
    },
    repairs: { mode: loop.settings.policy.mode, stopAll: loop.settings.policy.stopAll },
  };
}
