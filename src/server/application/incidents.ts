import type { MonitorChart } from "../../api/contract.ts";
import type { Incident } from "../../model/incident.ts";
import { day, hour, minute } from "../../model/time.ts";
import {
  acknowledge,
  approve,
  closeByPerson,
  dryRun,
  judgeIncident,
  markCause,
  note,
  reject,
  undo,
} from "../../pipeline/act.ts";
import { capturedInputs } from "../../pipeline/captured-inputs.ts";
import { inspectionOf } from "../../pipeline/inspect-predictions.ts";
import type { ProjectState } from "../../pipeline/loop.ts";
import { readIncident, readIncidents } from "../../pipeline/read.ts";
import type { AppApi, Identity } from "../app.ts";
import type { Engine } from "./engine.ts";
import { inspect } from "./row-evidence.ts";
import { exportMarkdown } from "./export-markdown.ts";
import { groupByMonitor, incidentHead } from "./heads.ts";

/** An incident's charts begin this long before its onset. */
const chartLeadMs = 20 * minute;

type IncidentRoute = Extract<keyof AppApi, `${string} /api/v1/incidents${string}`>;

/** Incidents: reading them, and everything people may do about one. */
export function incidentRoutes(engine: Engine): Pick<AppApi, IncidentRoute> {
  const { loop } = engine;
  /** Runs a person's action on an incident at work and gives the incident back as it is then. */
  const acted = async (
    request: { readonly params: { readonly [name: string]: string }; readonly identity: Identity },
    action: (project: ProjectState, incident: Incident) => Promise<void>,
  ): Promise<Incident> => {
    const project = await engine.schedule.project(request.identity.project);
    const incident = await readIncident(loop, project, request.params["id"] ?? "");
    await action(project, incident);
    return readIncident(loop, project, incident.id);
  };
  return {
    "GET /api/v1/incidents": ({ query, identity }) => list(engine, identity.project, query),
    "GET /api/v1/incidents/:id": (request) => acted(request, async () => undefined),
    "POST /api/v1/incidents/:id/acknowledge": (request) =>
      acted(request, (project, { id }) => acknowledge(loop, project, id, request.identity.name)),
    "POST /api/v1/incidents/:id/note": (request) =>
      acted(request, (project, { id }) =>
        note(loop, project, id, { by: request.identity.name, text: request.body.text }),
      ),
    "POST /api/v1/incidents/:id/resolve": (request) =>
      acted(request, (project, { id }) => closeByPerson(loop, project, id, request.identity.name)),
    "POST /api/v1/incidents/:id/mark-cause": (request) =>
      acted(request, (project, { id }) =>
        markCause(loop, project, id, { by: request.identity.name, ...request.body }),
      ),
    "POST /api/v1/incidents/:id/judge": (request) =>
      acted(request, (project, { id }) =>
        judgeIncident(loop, project, id, { by: request.identity.name, ...request.body }),
      ),
    "POST /api/v1/incidents/:id/repair/dry-run": async ({ params, body, identity }) => {
      const project = await engine.schedule.project(identity.project);
      const incident = await readIncident(loop, project, params["id"] ?? "");
      return dryRun(loop, project, incident.id, body.plan);
    },
    "POST /api/v1/incidents/:id/repair/approve": (request) =>
      acted(request, (project, { id }) =>
        approve(loop, project, id, { by: request.identity.name, plan: request.body.plan }),
      ),
    "POST /api/v1/incidents/:id/repair/reject": (request) =>
      acted(request, (project, { id }) =>
        reject(loop, project, id, { by: request.identity.name, ...request.body }),
      ),
    "POST /api/v1/incidents/:id/repair/undo": (request) =>
      acted(request, (project, { id }) =>
        undo(loop, project, id, { by: request.identity.name, plan: request.body.plan }),
      ),
    "GET /api/v1/incidents/:id/charts": async ({ params, identity }) => {
      const project = await engine.schedule.project(identity.project);
      return charts(engine, project, await readIncident(loop, project, params["id"] ?? ""));
    },
    "GET /api/v1/incidents/:id/inputs": async ({ params, query, identity }) => {
      const project = await engine.schedule.project(identity.project);
      const incident = await readIncident(loop, project, params["id"] ?? "");
      return capturedInputs(loop, project, { incident, limit: query.limit ?? 50 });
    },
    "GET /api/v1/incidents/:id/inspection": async ({ params, identity }) => {
      const project = await engine.schedule.project(identity.project);
      const incident = await readIncident(loop, project, params["id"] ?? "");
      return inspect(loop, project, inspectionOf(incident, loop.now()));
    },
    "GET /api/v1/incidents/:id/export": async ({ params, query, identity }) => {
      const project = await engine.schedule.project(identity.project);
      const incident = await readIncident(loop, project, params["id"] ?? "");
      return { markdown: exportMarkdown(incident, query.lang ?? "en") };
    },
  };
}

async function list(
  engine: Engine,
  project: string,
  query: Parameters<AppApi["GET /api/v1/incidents"]>[0]["query"],
): ReturnType<AppApi["GET /api/v1/incidents"]> {
  const now = engine.loop.now();
  const limit = Math.min(query.limit ?? 100, 1_000);
  const window = { start: query.from ?? now - 7 * day, end: query.to ?? now + minute };
  const olderThan = query.cursor === undefined ? Infinity : Number(atob(query.cursor));
  const matching = (await readIncidents(engine.loop, project, window))
    .filter((incident) => query.phase === undefined || incident.phase === query.phase)
    .filter((incident) => incident.openedAt < olderThan);
  const page = matching.slice(0, limit);
  const last = page.at(-1);
  const next = last && matching.length > limit ? btoa(String(last.openedAt)) : null;
  return { incidents: page.map(incidentHead), next };
}

/** What the incident's monitors saw, from before the onset until it ended. */
async function charts(
  engine: Engine,
  project: ProjectState,
  incident: Incident,
): ReturnType<AppApi["GET /api/v1/incidents/:id/charts"]> {
  const now = engine.loop.now();
  const window = {
    start: incident.onset - chartLeadMs,
    end: Math.min(
      now + minute,
      (incident.resolvedAt ?? now) + 5 * minute,
      incident.onset + 6 * hour,
    ),
  };
  const monitors = incident.symptoms.map((symptom) => symptom.monitor);
  const evaluations = groupByMonitor(
    await engine.loop.store.evaluations(project.name, { monitors, window, limit: 100_000 }),
  );
  const shown: MonitorChart[] = monitors.flatMap((id) => {
    const monitor = project.monitors.get(id)?.monitor;
    return monitor ? [{ monitor, evaluations: evaluations.get(id) ?? [] }] : [];
  });
  return { charts: shown, changes: await engine.loop.store.changes(project.name, window, 200) };
}
