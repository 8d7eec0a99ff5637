import type { CaseFile } from "../../src/diagnose/probe.ts";
import { protocols } from "../../src/ingest/catalog.ts";
import { createIntake, type Intake } from "../../src/ingest/intake.ts";
import { receive } from "../../src/ingest/receive.ts";
import type { LabIncident } from "../../src/lab/incident.ts";
import type { LabSettings } from "../../src/lab/lab-settings.ts";
import { playIncident } from "../../src/lab/play.ts";
import type { LabPayload } from "../../src/lab/wire.ts";
import type { Incident } from "../../src/model/incident.ts";
import { say } from "../../src/model/message.ts";
import { minute, second } from "../../src/model/time.ts";
import { watchArrivals } from "../../src/pipeline/arrivals.ts";
import { openCaseFile } from "../../src/pipeline/case-file.ts";
import { refreshKnown } from "../../src/pipeline/known.ts";
import { mineLogs } from "../../src/pipeline/log-templates.ts";
import type { Loop } from "../../src/pipeline/loop.ts";
import { newProjectState } from "../../src/pipeline/project-state.ts";
import type { Store } from "../../src/store/store.ts";

/** What opening a case needs; `clock` is moved here, and the store reads it. */
export interface LabStage {
  readonly store: Store;
  readonly clock: { now: number };
  readonly settings: LabSettings;
}

/**
 * What the pipeline would hand a diagnosis of each incident: the signals go through the real ingestion
 * into the store, a project an incident, and come back as case files. Many at once share one flush.
 */
export async function openLabCases(
  incidents: readonly LabIncident[],
  stage: LabStage,
): Promise<readonly CaseFile[]> {
  const loop = labLoop(stage.store, stage.clock);
  const intake = createIntake({ sink: loop.arrivals.sink, now: () => stage.clock.now });
  for (const incident of incidents) {
    for (const payload of playIncident(incident, stage.settings)) {
      stage.clock.now = payload.time;
      await send(intake, payload, { project: projectOf(incident), now: payload.time });
    }
  }
  await stage.store.flush();
  const files: CaseFile[] = [];
  for (const incident of incidents) files.push(await openCase(incident, loop, stage.clock));
  return files;
}

async function openCase(
  incident: LabIncident,
  loop: Loop,
  clock: { now: number },
): Promise<CaseFile> {
  const name = projectOf(incident);
  // References are frozen on what was healthy, as they would have been long ago; the look ahead of
  // `refreshKnown` is a minute.
  clock.now = incident.onset - minute;
  const project = await newProjectState(loop, name);
  project.known = await refreshKnown(loop, name, project.known, clock.now);
  const { tickMs } = loop.settings;
  for (let end = incident.start + tickMs; end <= incident.end; end += tickMs) {
    clock.now = end;
    await mineLogs(loop, project, end);
  }
  await loop.store.flush();
  clock.now = incident.end;
  await loop.store.resolveLabels(name);
  project.known = await refreshKnown(loop, name, project.known, clock.now);
  return openCaseFile(loop, project, alarmed(incident), clock.now);
}

function projectOf({ seed }: LabIncident): string {
  return `lab-${seed}`;
}

async function send(
  intake: Intake,
  payload: LabPayload,
  at: { readonly project: string; readonly now: number },
): Promise<void> {
  const protocol = protocols.find(({ routes }) => routes.some(({ path }) => path === payload.path));
  if (!protocol) throw new Error(`no such route: ${payload.path}`);
  const request = {
    path: payload.path,
    headers: { "content-type": "application/json" },
    body: Buffer.from(payload.body),
    ...at,
  };
  const answer = await receive(protocol, request, intake);
  if (answer.status !== 200) {
    throw new Error(`${payload.path}: ${answer.status} ${Buffer.from(answer.body).toString()}`);
  }
}

/** The incident as an alarm opened it: a model, the service that serves it, and an onset that may be late. */
function alarmed({ seed, alarm }: LabIncident): Incident {
  return {
    id: `lab-${seed}`,
    code: "LAB",
    phase: "opened",
    severity: "critical",
    title: say("incident/title"),
    onset: alarm.onset,
    openedAt: alarm.onset,
    resolvedAt: null,
    resolvedReason: null,
    acknowledgedBy: null,
    models: [alarm.model],
    components: [{ kind: "serving", name: alarm.service }],
    symptoms: [],
    diagnosis: null,
    diagnosedAt: null,
    repair: null,
    escalated: null,
    events: [],
  };
}

function labLoop(store: Store, clock: { readonly now: number }): Loop {
  return {
    store,
    arrivals: watchArrivals(store),
    world: {
      call: () => Promise.reject(new Error("the laboratory repairs nothing")),
      secret: () => undefined,
      now: () => clock.now,
    },
    settings: {
      tickMs: 10 * second,
      windowMs: minute,
      delayMs: 5 * second,
      labelCoverageMin: 0.8,
      labelHorizonMs: 10 * minute,
      replayMs: 14 * 24 * 60 * minute,
      outputFormats: {},
      policy: {
        mode: "propose",
        allowedActions: [],
        runsPerHourMax: 0,
        runsPerDayMax: 0,
        coolDownMs: 0,
        confidenceMin: 1,
        stopAll: true,
      },
      targets: [],
      monitors: [],
    },
    now: () => clock.now,
    wait: async () => undefined,
    host: null,
    announce: () => undefined,
    failed: (what, error) => {
      throw new Error(what, { cause: error });
    },
  };
}
