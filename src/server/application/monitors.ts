import { AcesoError } from "../../model/errors.ts";
import { hour, minute } from "../../model/time.ts";
import { checkMonitor } from "../../pipeline/detector-at-work.ts";
import { deleteMonitor, putMonitor } from "../../pipeline/monitor-store.ts";
import { isDoubted } from "../../pipeline/weigh-evidence.ts";
import { queryInstant, queryRange } from "../../pipeline/read.ts";
import type { AppApi } from "../app.ts";
import type { Engine } from "./engine.ts";

type MonitorRoute = Extract<keyof AppApi, `${string} /api/v1/${"monitors" | "query"}${string}`>;

/** Monitors, their charts, and PromQL over everything. */
export function monitorRoutes(engine: Engine): Pick<AppApi, MonitorRoute> {
  const { loop, schedule } = engine;
  const found = async (name: string, id: string) => {
    const work = (await schedule.project(name)).monitors.get(id);
    if (work) return work.monitor;
    throw new AcesoError("not-found", { what: "monitor", id, list: "GET /api/v1/monitors" });
  };
  return {
    "GET /api/v1/monitors": async ({ query, identity }) => {
      const project = await schedule.project(identity.project);
      const monitors = [...project.monitors.values()]
        .map(({ monitor }) => {
          const last = project.newest.get(monitor.id) ?? null;
          return { monitor, last, doubted: isDoubted(project, monitor, last) };
        })
        .filter(({ monitor }) => query.subject === undefined || names(monitor, query.subject));
      return { monitors };
    },
    "PUT /api/v1/monitors/:id": async ({ params, body, identity }) => {
      const project = await schedule.project(identity.project);
      const id = params["id"] ?? "";
      if (project.monitors.get(id)?.monitor.owner === "file") {
        throw new AcesoError("not-allowed-now", {
          what: `changing monitor ${id}`,
          reason: "it is defined in the configuration file",
          fix: "change it there",
        });
      }
      const monitor = { ...body, id, owner: "api" as const };
      checkMonitor(monitor);
      await putMonitor(loop, project.name, monitor);
      return monitor;
    },
    "DELETE /api/v1/monitors/:id": async ({ params, identity }) => {
      const monitor = await found(identity.project, params["id"] ?? "");
      await deleteMonitor(loop, identity.project, monitor.id);
      return { deleted: monitor.id };
    },
    "GET /api/v1/monitors/:id/chart": async ({ params, query, identity }) => {
      const monitor = await found(identity.project, params["id"] ?? "");
      const now = loop.now();
      const window = { start: query.from ?? now - hour, end: query.to ?? now + minute };
      const monitors = [monitor.id];
      const evaluations = await loop.store.evaluations(identity.project, {
        monitors,
        window,
        limit: 50_000,
      });
      return { monitor, evaluations };
    },
    "GET /api/v1/query": async ({ query, identity }) => {
      const time = query.time === undefined ? loop.now() : query.time * 1000;
      const data = await queryInstant(loop, identity.project, { query: query.query, time });
      return { status: "success", data };
    },
    "GET /api/v1/query_range": async ({ query: { query, start, end, step }, identity }) => {
      const range = { query, start: start * 1000, end: end * 1000, step: step * 1000 };
      return { status: "success", data: await queryRange(loop, identity.project, range) };
    },
  };
}

function names(
  monitor: { readonly watch: { readonly subject: { readonly kind: string } } },
  subject: string,
): boolean {
  return Object.values(monitor.watch.subject).includes(subject);
}
