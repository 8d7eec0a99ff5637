import { minute, second, type TimeMs } from "../model/time.ts";
import { seededRandom, type Random } from "../stats/random.ts";
import { faultKinds } from "./catalog.ts";
import { healthy, joined, type Conditions } from "./conditions.ts";
import {
  nextVersion,
  pick,
  type FaultKind,
  type LabChange,
  type LabFault,
  type LabLayer,
  type LabTruth,
  type Stage,
} from "./fault-kind.ts";
import { isFelt } from "./felt.ts";
import type { LabSettings } from "./lab-settings.ts";
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
  /** Services without server spans, and hosts and services without metrics. */
  readonly missing: { readonly spans: ReadonlySet<string>; readonly metrics: ReadonlySet<string> };
  /** The state of the system at a moment. */
  conditionsAt(time: TimeMs): Conditions;
}

/** Draws of a fault until one is felt. */
const drawsMax = 12;
/** How strong a second fault is beside the first. */
const secondStrength = 0.4;

/**
 * Draws an incident.
 *
 * @param kinds kinds to draw from, uniformly among those that fit
 * @param until when its last signal is sent, UTC ms
 */
export function drawIncident(given: {
  readonly seed: number;
  readonly settings: LabSettings;
  readonly until: TimeMs;
  readonly kinds?: readonly FaultKind[];
}): LabIncident {
  const { seed, settings, until, kinds = faultKinds } = given;
  const random = seededRandom(`lab/${seed}`);
  const system = drawSystem(random.fork("system"), settings);
  const onset = until - settings.duringMinutes * minute;
  const isBenign = random.uniform() < settings.benignShare;
  const kind = pick(random, kinds);
  const fitting = system.models.filter((model) => kind.fits(model));
  // A system without a model that the kind fits is drawn again with the next seed's system.
  if (!isBenign && fitting.length === 0) {
    return { ...drawIncident({ ...given, seed: seed + 1_000_003 }), seed };
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
    conditionsAt(time) {
      const base = innocent && time >= innocent.time ? innocent.conditions : healthy;
      const faults = [weaker, fault].filter((each) => each !== null);
      if (time < onset) return base;
      return faults.reduce(
        (state, each) => joined(state, each.conditions(strengthAt(each, time, onset))),
        base,
      );
    },
  };
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
function strengthAt(fault: LabFault, time: TimeMs, onset: TimeMs): number {
  const { rampSeconds } = fault;
  return rampSeconds === 0 ? 1 : Math.min(1, (time - onset + 1) / (rampSeconds * second));
}

interface Innocent {
  readonly change: LabChange;
  readonly time: TimeMs;
  readonly conditions: Conditions;
}

/** A change that broke nothing: a deploy elsewhere, or a new version that is as good as the old one. */
function drawInnocent(
  random: Random,
  given: {
    readonly system: LabSystem;
    readonly model: LabModel;
    readonly onset: TimeMs;
    readonly isBenign: boolean;
  },
): Innocent {
  const { system, model, onset, isBenign } = given;
  // Half of them just before the onset, where they look guilty.
  const lead =
    random.uniform() < 0.5 ? 2 * minute * random.uniform() : 50 * minute * random.uniform();
  const time = Math.round(onset - 10 * second - lead);
  const classical = system.models.filter(
    ({ features, name }) => features.length > 0 && (isBenign || name !== model.name),
  );
  if (classical.length > 0 && random.uniform() < 0.4) {
    const other = pick(random, classical);
    const version = nextVersion(other.version);
    return {
      time,
      change: {
        kind: "promotion",
        model: other.name,
        component: "",
        version,
        from: other.version,
        to: version,
        title: `Promote ${other.name} ${version}`,
      },
      conditions: { ...healthy, models: { [other.name]: { version, versionShare: 1 } } },
    };
  }
  const { name } = pick(random, system.services);
  return {
    time,
    change: {
      kind: "deploy",
      model: "",
      component: name,
      version: "1.0.1",
      from: "1.0.0",
      to: "1.0.1",
      title: `Deploy ${name} 1.0.1`,
    },
    conditions: healthy,
  };
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
  if (innocent) told.push({ ...innocent.change, id: "innocent", time: innocent.time });
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
    metrics: drawn([...services, ...system.hosts.map(({ name }) => name)]),
  };
}
