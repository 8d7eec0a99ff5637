import type { ChartSeries, IncidentHead, MonitorChart, Routes } from "../../api/contract.ts";
import { AcesoError } from "../../model/errors.ts";
import { driftDefaults, pagesOnDrift } from "../../model/drift-report.ts";
import type { ModelFacts } from "../../model/measurement.ts";
import { hour, minute, type Window } from "../../model/time.ts";
import { judgeHistories } from "../../pipeline/judge-histories.ts";
import { compareHours } from "../../pipeline/compare-hours.ts";
import type { ProjectState } from "../../pipeline/loop.ts";
import { putReference } from "../../pipeline/reference-store.ts";
import { isDoubted } from "../../pipeline/weigh-evidence.ts";
import { putVersionRecord } from "../../pipeline/version-records.ts";
import type { AppApi } from "../app.ts";
import type { Engine } from "./engine.ts";
import { groupByMonitor, incidentHead, modelHead, monitorsOf } from "./heads.ts";

/** Models, their monitors' charts and their values by version. */
export function modelRoutes(
  engine: Engine,
): Pick<
  AppApi,
  | "GET /api/v1/models"
  | "GET /api/v1/models/:model"
  | "GET /api/v1/models/:model/drift"
  | "PUT /api/v1/models/:model/reference"
  | "PUT /api/v1/models/:model/versions/:version"
> {
  return {
    "PUT /api/v1/models/:model/reference": async ({ params, body, identity }) => {
      const { model = "" } = params;
      const { version, features } = body;
      await putReference(engine.loop, identity.project, { model, version, features });
      return { model, version, features: features.map(({ feature }) => feature) };
    },
    "PUT /api/v1/models/:model/versions/:version": async ({ params, body, identity }) => {
      const { model = "", version = "" } = params;
      await putVersionRecord(engine.loop, identity.project, {
        model,
        record: { version, ...body },
      });
      return { model, version };
    },
    "GET /api/v1/models/:model/drift": ({ params, query, identity }) =>
      compareHours(engine.loop, identity.project, hoursAsked(params["model"] ?? "", query)),
    "GET /api/v1/models": async ({ identity }) => {
      const project = await engine.schedule.project(identity.project);
      const lastHour = await evaluationsWithin(engine, project, lastHourOf(engine));
      return { models: project.known.models.map((facts) => modelHead(project, facts, lastHour)) };
    },
    "GET /api/v1/models/:model": async ({ params, query, identity }) => {
      const project = await engine.schedule.project(identity.project);
      const model = params["model"] ?? "";
      const facts = project.known.models.find((known) => known.model === model);
      if (!facts) {
        throw new AcesoError("not-found", { what: "model", id: model, list: "GET /api/v1/models" });
      }
      const window = askedWindow(engine, query);
      const evaluations = await evaluationsWithin(engine, project, window);
      const lastHour = await evaluationsWithin(engine, project, lastHourOf(engine));
      const changes = await engine.loop.store.changes(project.name, window, 200);
      const monitors = monitorsOf(project, model);
      return {
        head: modelHead(project, facts, lastHour),
        charts: monitors.map((monitor): MonitorChart => ({
          monitor,
          evaluations: evaluations.get(monitor.id) ?? [],
        })),
        doubted: monitors
          .filter((monitor) => isDoubted(project, monitor, project.newest.get(monitor.id) ?? null))
          .map(({ id }) => id),
        versions: await versionSeries(engine, project, model, window),
        ...(await qualityOf(engine, project, facts, window)),
        judges: await judgesOf(engine, project, facts, window),
        changes: changes.filter(
          (change) => change.model === model || facts.services.includes(change.component),
        ),
        incidents: incidentsOf(project, model),
      };
    },
  };
}

function askedWindow(
  engine: Engine,
  { from, to }: Routes["GET /api/v1/models/:model"]["query"],
): Window {
  const now = engine.loop.now();
  return { start: from ?? now - hour, end: to ?? now + minute };
}

function incidentsOf(project: ProjectState, model: string): readonly IncidentHead[] {
  return [...project.incidents.values()]
    .filter((incident) => incident.models.includes(model))
    .map(incidentHead);
}

function hoursAsked(model: string, query: Routes["GET /api/v1/models/:model/drift"]["query"]) {
  const { from, to, referenceFrom, referenceTo, version = "", referenceVersion = "" } = query;
  const reference = { start: referenceFrom, end: referenceTo };
  return { model, current: { start: from, end: to }, reference, version, referenceVersion };
}

function lastHourOf(engine: Engine): Window {
  const now = engine.loop.now();
  return { start: now - hour, end: now + minute };
}

async function evaluationsWithin(engine: Engine, project: ProjectState, window: Window) {
  return groupByMonitor(
    await engine.loop.store.evaluations(project.name, { window, limit: 200_000 }),
  );
}

/** Labels by version, worst slices and what is expected; labels are not asked of a model without any. */
async function qualityOf(
  engine: Engine,
  project: ProjectState,
  { model, hasLabels }: ModelFacts,
  window: Window,
): Promise<
  Pick<
    Routes["GET /api/v1/models/:model"]["response"],
    | "labels"
    | "slices"
    | "estimate"
    | "drift"
    | "textDrift"
    | "outputScores"
    | "answerScores"
    | "rows"
    | "pagesOnDrift"
  >
> {
  return {
    labels: hasLabels ? await engine.loop.store.labelArrivals(project.name, { model, window }) : [],
    slices: project.slices.get(model) ?? null,
    estimate: project.estimates.byModel.get(model) ?? null,
    drift: project.drift.byModel.get(model) ?? null,
    outputScores: project.judged.byModel.get(model) ?? null,
    answerScores: project.answers.byModel.get(model) ?? null,
    rows: project.rows.byModel.get(model) ?? null,
    textDrift: project.texts.byModel.get(model) ?? null,
    pagesOnDrift: pagesOnDrift(engine.loop.settings.drift ?? driftDefaults, model),
  };
}

/** Judges look at calls of language models only. */
async function judgesOf(
  engine: Engine,
  { name }: ProjectState,
  { model, task }: ModelFacts,
  window: Window,
): Promise<Routes["GET /api/v1/models/:model"]["response"]["judges"]> {
  if (task !== "generation") return [];
  const { store, now } = engine.loop;
  const about = { model, window, judges: engine.judgesOf(name), now: now() };
  return judgeHistories(store, name, about);
}

/** Quality by version, from the measured series of the model. */
async function versionSeries(
  engine: Engine,
  project: ProjectState,
  model: string,
  window: Window,
): Promise<readonly ChartSeries[]> {
  const series = await engine.loop.store.selectSeries(project.name, {
    matchers: [
      { name: "__name__", operator: "=~", value: "aceso_.*" },
      { name: "__name__", operator: "!~", value: ".*_(samples|stderr)" },
      { name: "model", operator: "=", value: model },
      { name: "version", operator: "!=", value: "" },
      { name: "feature", operator: "=", value: "" },
      { name: "class", operator: "=", value: "" },
    ],
    start: window.start,
    end: window.end,
    limit: 200,
  });
  return series.map(({ labels, times, values }) => ({
    labels,
    times: [...times],
    values: [...values].map((value) => (Number.isFinite(value) ? value : null)),
  }));
}
