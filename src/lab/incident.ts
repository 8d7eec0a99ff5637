import { AcesoError } from "../model/errors.ts";
import { minute, second, type TimeMs } from "../model/time.ts";
import { seededRandom, type Random } from "../stats/random.ts";
import { faultKinds } from "./catalog.ts";
import { healthy, joined, type Conditions } from "./conditions.ts";
import {
  pick,
  type FaultKind,
  type LabChange,
  type LabFault,
  type LabLayer,
  type LabTruth,
  type Stage,
} from "./fault-kind.ts";
import { isFelt } from "./felt.ts";
import { drawInnocent, type Innocent } from "./innocent.ts";
import { cluster } from "./machine-metrics.ts";
import { labSettings, type LabSettings } from "./lab-settings.ts";
import { drawSystem, serviceNamed, type LabModel, type LabSystem } from "./lab-system.ts";

/** One drawn incident with its ground truth. All that happens in it follows from seed and settings. */
export interface LabIncident {
  readonly seed: number;
  /** Name of the kind of fault; "benign" where nothing is broken. */
  readonly kind: string;
  readonly layer: LabLayer | null;
  /** null where nothing is broken. */
  readonly truth: LabTruth | null;
  readonly system: LabSystem;
  readonly start: TimeMs;
  /** When it began; for a benign incident the moment somebody was wrongly alarmed about. */
  readonly onset: TimeMs;
  readonly end: TimeMs;
  /** What an alarm would say: the model and service it is about, and when it takes it to have begun. */
  readonly alarm: { readonly model: string; readonly service: string; readonly onset: TimeMs };
  /** Changes that people told of, oldest first. */
  readonly changes: readonly (LabChange & { readonly id: string; readonly time: TimeMs })[];
  /** Services without server spans; hosts, services and the cluster's exporter without metrics. */
  readonly missing: { readonly spans: ReadonlySet<string>; readonly metrics: ReadonlySet<string> };
  /** The state of the system at a moment. */
  conditionsAt(time: TimeMs): Conditions;
  /** Times the usual traffic that the season brings at a moment. */
  trafficAt(time: TimeMs): number;
}

/** Models of a system at most: some of every task that the settings name. */
const modelsMax = labSettings.models.max;
/** Periods of traffic: jobs, the hour, the day. */
const seasonMinutes = [20, 60, 1_440] as const;
/** Draws of a fault until one is felt. */
const drawsMax = 12;
/** How strong a second fault is beside the first. */
const secondStrength = 0.4;

/**
 * Draws an incident.
 *
 * @param kinds kinds to draw from, uniformly among those that fit; those of the settings where absent
 * @param until when its last signal is sent, UTC ms
 * @throws AcesoError "bad-field" for settings that cannot be read, or that no system they draw can fit
 */
export function drawIncident(given: {
  readonly seed: number;
  readonly settings: LabSettings;
  readonly until: TimeMs;
  readonly kinds?: readonly FaultKind[];
}): LabIncident {
  const { seed, settings, until, kinds = kindsOf(settings) } = given;
  const random = seededRandom(`lab/${seed}`);
  const system = drawSystem(random.fork("system"), settings);
  const onset = until - settings.duringMinutes * minute;
  const isBenign = random.uniform() < settings.benignShare;
  const kind = pick(random, kinds);
  const fitting = system.models.filter((model) => kind.fits(model));
  // A system without a model that the kind fits is drawn again with the next seed's system.
  if (!isBenign && fitting.length === 0) {
    assertFitting(kinds, settings);
    // It remains a fault, or nothing broken would be drawn more often than the settings say.
    const faulty = { ...settings, benignShare: 0 };
    const next = { ...given, seed: seed + 1_000_003, settings: faulty };
    return { ...drawIncident(next), seed };
  }
  const model = isBenign ? pick(random, system.models) : pick(random, fitting);
  const stage = stageOf(system, model, settings.magnitude);
  const fault = isBenign ? null : feltFault(kind, stage, random);
  const others = system.models.filter(({ name }) => name !== model.name);
  const weaker =
    fault && others.length > 0 && random.uniform() < settings.doubleFaultShare
      ? secondFault(
          stageOf(system, pick(random, others), settings.magnitude * secondStrength),
          random,
        )
      : null;
  const innocent =
    random.uniform() < settings.innocentChangeShare || (isBenign && random.uniform() < 0.3)
      ? drawInnocent(random.fork("innocent"), { system, model, onset, isBenign })
      : null;
  return {
    seed,
    kind: fault ? kind.name : "benign",
    layer: fault ? kind.layer : null,
    truth: fault?.truth ?? null,
    system,
    start: onset - settings.beforeMinutes * minute,
    onset,
    end: until,
    alarm: {
      model: model.name,
      service: model.service,
      onset: onset + Math.round(settings.lateSecondsMax * second * random.uniform()),
    },
    changes: toldChanges(random, { fault, innocent, onset, untold: settings.untoldChangeShare }),
    missing: drawMissing(random.fork("missing"), system, settings.missingShare),
    trafficAt: drawSeason(random.fork("season"), settings.seasonSize),
    conditionsAt(time) {
      const base = innocent && time >= innocent.time ? innocent.conditions : healthy;
      const faults = [weaker, fault].filter((each) => each !== null);
      if (time < onset) return base;
      return faults.reduce(
        (state, each) =>
          joined(
            state,
            each.conditions(strengthAt(settings.rampFactor * each.rampSeconds, time, onset)),
          ),
        base,
      );
    },
  };
}

/** The kinds that the settings name. */
function kindsOf({ kinds: text }: LabSettings): readonly FaultKind[] {
  const named = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (named.length === 0) return faultKinds;
  const found = faultKinds.filter(({ name }) => named.includes(name));
  if (found.length === named.length) return found;
  const expected = `some of ${faultKinds.map(({ name }) => name).join(", ")}`;
  throw new AcesoError("bad-field", { field: "kinds", expected, got: JSON.stringify(text) });
}

/** @throws AcesoError "bad-field" where no system of these settings holds a model that one of the kinds fits */
function assertFitting(kinds: readonly FaultKind[], settings: LabSettings): void {
  const { models } = drawSystem(seededRandom("any"), { ...settings, models: modelsMax });
  if (models.some((model) => kinds.some((kind) => kind.fits(model)))) return;
  const expected = `kinds that can happen to models of these tasks: ${settings.tasks}`;
  const got = JSON.stringify(kinds.map(({ name }) => name).join(", "));
  throw new AcesoError("bad-field", { field: "kinds", expected, got });
}

/** Traffic of a wave with a common period, as times the usual. */
function drawSeason(random: Random, sizeMax: number): LabIncident["trafficAt"] {
  const period = pick(random, seasonMinutes) * minute;
  const phase = random.uniform();
  const size = sizeMax * random.uniform();
  return (time) => 1 + size * Math.sin(2 * Math.PI * (time / period + phase));
}

function stageOf(system: LabSystem, model: LabModel, magnitude: number): Stage {
  const service = serviceNamed(system, model.service);
  const host = system.hosts.find(({ name }) => name === service.host);
  if (!host) throw new Error(`the system has no host ${service.host}`);
  return { system, model, service, host, magnitude };
}

/** Draws until the fault would be felt, at most so many times: then whatever came last. */
function feltFault(kind: FaultKind, stage: Stage, random: Random): LabFault {
  let fault = kind.draw(stage, random.fork("fault"));
  if (kind.spoils === "service" || stage.model.features.length === 0) return fault;
  for (let tries = 1; tries < drawsMax; tries += 1) {
    if (isFelt(stage.model, healthy, fault.conditions(1))) break;
    fault = kind.draw(stage, random.fork(`fault/${tries}`));
  }
  return fault;
}

function secondFault(stage: Stage, random: Random): LabFault {
  const fitting = faultKinds.filter((kind) => kind.fits(stage.model));
  return pick(random, fitting).draw(stage, random.fork("second"));
}

/** From nearly 0 at the onset to 1. */
function strengthAt(rampSeconds: number, time: TimeMs, onset: TimeMs): number {
  return rampSeconds === 0 ? 1 : Math.min(1, (time - onset + 1) / (rampSeconds * second));
}

function toldChanges(
  random: Random,
  given: {
    readonly fault: LabFault | null;
    readonly innocent: Innocent | null;
    readonly onset: TimeMs;
    readonly untold: number;
  },
): LabIncident["changes"] {
  const { fault, innocent, onset, untold } = given;
  const told: (LabChange & { id: string; time: TimeMs })[] = [];
  if (innocent?.change) told.push({ ...innocent.change, id: "innocent", time: innocent.time });
  if (fault?.change && random.uniform() >= untold) {
    const time = Math.round(onset - 5 * second * random.uniform());
    told.push({ ...fault.change, id: "change", time });
  }
  return told.toSorted((a, b) => a.time - b.time);
}

function drawMissing(random: Random, system: LabSystem, share: number): LabIncident["missing"] {
  const drawn = (names: readonly string[]) => new Set(names.filter(() => random.uniform() < share));
  const services = system.services.map(({ name }) => name);
  const deep = services.filter((name) => name !== system.gateway && !name.endsWith("-api"));
  return {
    spans: drawn(deep),
    metrics: drawn([...services, ...system.hosts.map(({ name }) => name), cluster]),
  };
}
