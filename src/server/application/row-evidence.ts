import type { Inspection } from "../../model/inspection.ts";
import { hour, minute } from "../../model/time.ts";
import { differencesOf } from "../../pipeline/differences.ts";
import { type InspectionRequest, inspectPredictions } from "../../pipeline/inspect-predictions.ts";
import type { Loop, ProjectState } from "../../pipeline/loop.ts";
import { outlyingWithin } from "../../pipeline/outlying-rows.ts";
import type { AppApi } from "../app.ts";
import type { Engine } from "./engine.ts";

/** Wrong answers and outlying inputs of a model. */
export async function inspect(
  loop: Loop,
  project: ProjectState,
  asked: InspectionRequest,
): Promise<Inspection> {
  const found = await inspectPredictions(loop, project.name, asked);
  return { ...found, outlying: outlyingWithin(project, asked.model, asked.since) };
}

/** What single predictions and calls of a stretch of time have to say, asked by a reader without an incident. */
export function rowEvidenceRoutes(
  engine: Engine,
): Pick<AppApi, "GET /api/v1/models/:model/inspection" | "POST /api/v1/differences"> {
  return {
    "GET /api/v1/models/:model/inspection": async ({ params, query, identity }) => {
      const now = engine.loop.now();
      const since = { start: query.from ?? now - hour, end: query.to ?? now + minute };
      const before = { start: 2 * since.start - since.end, end: since.start };
      const model = params["model"] ?? "";
      const asked = { model, before, since, seed: model };
      const project = await engine.schedule.project(identity.project);
      return inspect(engine.loop, project, asked);
    },
    "POST /api/v1/differences": ({ body, identity }) => {
      const { of, subject, chosen, rest } = body;
      const windows = { chosen, rest };
      return differencesOf(
        engine.loop,
        identity.project,
        of === "spans" ? { of, service: subject, ...windows } : { of, model: subject, ...windows },
      );
    },
  };
}
