import type { CauseKind, ComponentRef } from "../model/component.ts";
import type { ChangeRow } from "../model/signals.ts";
import type { Random } from "../stats/random.ts";
import type { Conditions } from "./conditions.ts";
import type { LabHost, LabModel, LabService, LabSystem } from "./lab-system.ts";

/** Where in an AI system a fault sits: for reports by layer. */
export const labLayers = [
  "data",
  "training",
  "deployment",
  "runtime",
  "hardware",
  "dependency",
  "usage",
] as const;
export type LabLayer = (typeof labLayers)[number];

/** What a diagnosis should say. */
export interface LabTruth {
  readonly kind: CauseKind;
  readonly component: ComponentRef;
  /** The version at fault; empty where versions do not matter. */
  readonly version: string;
  /** The feature at fault; empty where none. */
  readonly detail: string;
}

/** A change somebody made, without id, url and time. */
export type LabChange = Pick<
  ChangeRow,
  "kind" | "model" | "component" | "version" | "from" | "to" | "title"
>;

/** What a kind may choose from. */
export interface Stage {
  readonly system: LabSystem;
  readonly model: LabModel;
  readonly service: LabService;
  readonly host: LabHost;
  /** Multiplies how strongly the fault acts; 1 is usual. */
  readonly magnitude: number;
}

/** One drawn fault. */
export interface LabFault {
  readonly truth: LabTruth;
  /** The change that brought it; null where nobody changed anything. */
  readonly change: LabChange | null;
  /** Seconds from the first sign to full strength. */
  readonly rampSeconds: number;
  /** The system's state at a strength above 0 and up to 1. */
  conditions(strength: number): Conditions;
}

/** One kind of fault. Pure: all chance comes from `random`. */
export interface FaultKind {
  readonly name: string;
  readonly layer: LabLayer;
  /** One sentence: what happens. */
  readonly summary: string;
  /** Where it is felt: in what the model answers, or in how fast and whether it does. */
  readonly spoils: "quality" | "service";
  /** Whether it can happen to this model. */
  fits(model: LabModel): boolean;
  draw(stage: Stage, random: Random): LabFault;
}

/** An item of a list, uniformly. @throws Error on an empty list */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

/** The version after this one: "v3" → "v4". */
export function nextVersion(version: string): string {
  return version.replace(/\d+/, (digits) => String(Number(digits) + 1));
}

/** Any value between two, uniformly. */
export function between(random: Random, least: number, most: number): number {
  return least + (most - least) * random.uniform();
}
