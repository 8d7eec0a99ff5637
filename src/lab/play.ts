import { minute, second, type TimeMs } from "../model/time.ts";
import { seededRandom, type Random } from "../stats/random.ts";
import { modelState, serviceState, type Conditions } from "./conditions.ts";
import { pick } from "./fault-kind.ts";
import type { LabIncident } from "./incident.ts";
import { infer, type Inference } from "./inference.ts";
import { travel, type LabJourney } from "./journey.ts";
import type { LabSettings } from "./lab-settings.ts";
import type { LabModel } from "./lab-system.ts";
import { machineMetrics, type Totals } from "./machine-metrics.ts";
import { logsBody, metricsBody, tracesBody, type LabPayload } from "./wire.ts";

/** Time between two looks at the conditions and two reports of metrics. */
const stepMs = 10 * second;

/** Share of the steps in which a service writes an odd line, and what such lines say. */
const oddLineShare = 0.04;
const oddLines = [
  "retrying after connection reset by peer",
  "slow query took 1270 ms",
  "session 4711 closed without reply",
] as const;

interface Label {
  readonly time: TimeMs;
  readonly row: { readonly [field: string]: unknown };
}

interface LogRecord {
  readonly service: string;
  readonly time: TimeMs;
  readonly isError: boolean;
  readonly body: string;
}

/**
 * Plays an incident from its start to its end and yields what its services would send, in order of time:
 * spans, predictions, late labels, metrics, logs and changes, in the very bytes of the public routes.
 */
export function* playIncident(
  incident: LabIncident,
  settings: LabSettings,
): Generator<LabPayload, void> {
  const random = seededRandom(`play/${incident.seed}`);
  const totals: Totals = new Map();
  let labels: readonly Label[] = [];
  for (let time = incident.start; time < incident.end; time += stepMs) {
    const step = playStep(incident, { settings, time, totals, random });
    const until = time + stepMs;
    const all = [...labels, ...step.labels];
    labels = all.filter((label) => label.time >= until);
    yield* step.payloads;
    const due = all.filter((label) => label.time < until).map(({ row }) => row);
    if (due.length > 0) yield { time: until, path: "/api/v1/labels", body: JSON.stringify(due) };
    const changes = incident.changes.filter((change) => isWithin(change.time, time, incident));
    if (changes.length > 0) {
      yield { time: until, path: "/api/v1/changes", body: JSON.stringify(changes.map(wireChange)) };
    }
  }
}

/** Changes from before the first step are told with it. */
function isWithin(at: TimeMs, step: TimeMs, incident: LabIncident): boolean {
  return at < step + stepMs && (at >= step || step === incident.start);
}

function wireChange(change: LabIncident["changes"][number]): { readonly [field: string]: unknown } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== ""));
}

interface StepInput {
  readonly settings: LabSettings;
  readonly time: TimeMs;
  readonly totals: Totals;
  readonly random: Random;
}

function playStep(
  incident: LabIncident,
  { settings, time, totals, random }: StepInput,
): { readonly payloads: readonly LabPayload[]; readonly labels: readonly Label[] } {
  const { system, missing } = incident;
  const conditions = incident.conditionsAt(time);
  const journeys: LabJourney[] = [];
  const predictions: unknown[] = [];
  const labels: Label[] = [];
  for (const model of system.models) {
    const traffic = incident.trafficAt(time);
    for (const at of arrivals(model, { conditions, settings, traffic, time, random })) {
      const journey = travel(system, { model, conditions, time: at }, random);
      const shown = journey.spans.filter(
        ({ kind, service }) => kind === "client" || !missing.spans.has(service),
      );
      journeys.push({
        ...journey,
        spans: shown.filter(({ service }) => !missing.spans.has(service)),
      });
      if (journey.failed) continue;
      const id = `${incident.seed}-${journey.trace.slice(0, 16)}`;
      const served = serve(model, { conditions, journey, random });
      predictions.push({ id, model: model.name, time: Math.round(at), ...served.prediction });
      if (served.label === null) continue;
      const known = at + random.exponential(settings.labelDelaySeconds * second);
      const row = { id, model: model.name, label: served.label, time: Math.round(known) };
      labels.push({ time: known, row });
    }
  }
  const until = time + stepMs;
  const sent: LabPayload[] = [];
  const send = (path: LabPayload["path"], body: string) => sent.push({ time: until, path, body });
  send("/v1/traces", tracesBody(system, journeys, deployedVersions(incident, conditions)));
  if (predictions.length > 0) send("/api/v1/predictions", JSON.stringify(predictions));
  const given = { conditions, seconds: stepMs / second, silent: missing.metrics, totals };
  send("/v1/metrics", metricsBody(machineMetrics(system, given, random), until - 1));
  const logs = logRecords(incident, { conditions, time, journeys, random });
  if (logs.length > 0) send("/v1/logs", logsBody(system, logs));
  return { payloads: sent, labels };
}

/** Moments of requests within a step, ascending: a Poisson stream. */
function arrivals(
  model: LabModel,
  given: {
    readonly conditions: Conditions;
    readonly settings: LabSettings;
    /** Times the usual requests. */
    readonly traffic: number;
    readonly time: TimeMs;
    readonly random: Random;
  },
): readonly TimeMs[] {
  const { conditions, settings, traffic, time, random } = given;
  const rate = traffic * modelState(conditions, model.name).rate;
  const count = random.poisson((settings.requestsPerSecond * rate * stepMs) / second);
  return Array.from({ length: count }, () => time + stepMs * random.uniform()).toSorted(
    (a, b) => a - b,
  );
}

function serve(
  model: LabModel,
  given: {
    readonly conditions: Conditions;
    readonly journey: LabJourney;
    readonly random: Random;
  },
): {
  readonly prediction: { readonly [field: string]: unknown };
  readonly label: Inference["label"] | null;
} {
  const { conditions, journey, random } = given;
  if (model.task !== "generation") {
    const { version, features, output, scores, label } = infer(model, conditions, random);
    const given = { version, features, output, traceId: journey.trace };
    return { prediction: scores === null ? given : { ...given, scores }, label };
  }
  const call = journey.spans.findLast((span) => span.call !== null)?.call;
  return {
    prediction: {
      version: model.version,
      features: {
        ...(model.fitIsToldOn === "prediction" && { retrieval_score: journey.retrieval }),
        prompt_tokens: call?.inputTokens ?? null,
      },
      output: call?.answer ?? "",
      traceId: journey.trace,
    },
    label: null,
  };
}

/** service → the version it reports of itself */
function deployedVersions(
  incident: LabIncident,
  conditions: Conditions,
): { readonly [service: string]: string } {
  const versions: Record<string, string> = {};
  for (const { name } of incident.system.services) {
    const { deployed } = serviceState(conditions, name);
    versions[name] = deployed === "" ? "1.0.0" : deployed;
  }
  return versions;
}

/** A line per service and minute that all is well, odd ones now and then, and one per failed request that says why. */
function logRecords(
  incident: LabIncident,
  given: {
    readonly conditions: Conditions;
    readonly time: TimeMs;
    readonly journeys: readonly LabJourney[];
    readonly random: Random;
  },
): readonly LogRecord[] {
  const { conditions, time, journeys, random } = given;
  const records: LogRecord[] = [];
  for (const { name } of incident.system.services) {
    const { logs } = serviceState(conditions, name);
    if (time % minute === 0) {
      records.push({ service: name, time, isError: false, body: "heartbeat ok" });
    }
    // Errors that come and go in any system, and mean nothing.
    if (random.uniform() < oddLineShare) {
      const body = pick(random, oddLines);
      records.push({ service: name, time, isError: true, body });
    }
    if (logs === "") continue;
    for (const { spans } of journeys) {
      const span = spans.find(
        ({ service, kind, failed }) => service === name && kind === "server" && failed,
      );
      if (span)
        records.push({ service: name, time: Math.round(span.end), isError: true, body: logs });
    }
  }
  return records;
}
