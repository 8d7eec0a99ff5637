import { day, hour, minute, second } from "../../model/time.ts";
import { readPolicy, writePolicy } from "../../pipeline/policy-store.ts";
import { shippedPlaybooks } from "../../pipeline/read.ts";
import type { AppApi } from "../app.ts";
import type { Engine } from "./engine.ts";

type SystemRoute =
  | "GET /api/v1/changes"
  | "GET /api/v1/repairs"
  | "PUT /api/v1/repairs/policy"
  | "GET /api/v1/status"
  | "POST /api/v1/backups"
  | "GET /api/v1/audit";

/** Changes, repair policy, the audit, and how Aceso itself is. */
export function systemRoutes(engine: Engine): Pick<AppApi, SystemRoute> {
  const { loop } = engine;
  return {
    "GET /api/v1/changes": async ({ query, identity }) => {
      const now = loop.now();
      const window = { start: query.from ?? now - day, end: query.to ?? now + minute };
      return {
        changes: await loop.store.changes(identity.project, window, query.limit ?? 200),
      };
    },
    "GET /api/v1/repairs": async ({ identity }) => ({
      policy: await readPolicy(loop, identity.project),
      targets: loop.settings.targets,
      playbooks: shippedPlaybooks(),
    }),
    "PUT /api/v1/repairs/policy": async ({ body, identity }) => {
      await writePolicy(loop, identity.project, { policy: body, by: identity.name });
      return body;
    },
    "GET /api/v1/status": async () => status(engine),
    "POST /api/v1/backups": async ({ identity }) => {
      const done = await loop.store.backUp();
      const { path, bytes } = done;
      const after = { path, bytes };
      const row = { action: "backup", target: path, result: "ok", before: null, after } as const;
      await loop.store.appendAudit(identity.project, [
        { time: loop.now(), by: identity.name, ...row },
      ]);
      return done;
    },
    "GET /api/v1/audit": async ({ query, identity }) => {
      const now = loop.now();
      const window = { start: query.from ?? now - 7 * day, end: query.to ?? now + minute };
      const rows = await loop.store.audit(identity.project, { window, limit: query.limit ?? 200 });
      return {
        rows: rows.map(({ time, by, action, target, result }) => ({
          time,
          by,
          action,
          target,
          result,
        })),
      };
    },
  };
}

async function status(engine: Engine): ReturnType<AppApi["GET /api/v1/status"]> {
  const store = await engine.loop.store.status();
  const tables = Object.values(store.tables);
  const usage = process.cpuUsage();
  const aliveMs = Math.max(1, engine.loop.now() - engine.startedAt);
  return {
    version: engine.version,
    startedAt: engine.startedAt,
    ready: store.available,
    store: {
      backend: store.backend,
      version: store.version,
      rows: tables.reduce((sum, table) => sum + table.rows, 0),
      bytes: tables.reduce((sum, table) => sum + table.bytes, 0),
      pendingBytes: store.pendingBytes,
      deadSegments: store.deadSegments,
      available: store.available,
    },
    memoryBytes: process.memoryUsage.rss(),
    cpuRatio: (usage.user + usage.system) / 1000 / aliveMs,
    refusals: engine.refusals(),
    scrapeTargets: engine.scrapeTargets(),
    retention: durations(engine.retention),
    warnings: engine.warnings(),
  };
}

/** Signal → days, hours or minutes, whichever is whole. */
function durations(retention: Engine["retention"]): { readonly [signal: string]: string } {
  const units = [
    [day, "d"],
    [hour, "h"],
    [minute, "m"],
  ] as const;
  return Object.fromEntries(
    Object.entries(retention).map(([signal, ms]) => {
      const [size, letter] = units.find(([unit]) => ms % unit === 0) ?? [second, "s"];
      return [signal, `${ms / size}${letter}`];
    }),
  );
}
