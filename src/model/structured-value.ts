import { AcesoError } from "./errors.ts";
import type { Json } from "./json.ts";
import { badValue, boxesOf, numberOf, recordOf, textsOf, valuesOf, wholeOf } from "./read-value.ts";
import { structuredTasks, type StructuredTask } from "./structured-task.ts";

/** A box by its edges, of a class, on a frame where an output is about several; `score` of found ones only. */
export interface ToldBox {
  readonly class: string;
  /** Left, top, right, bottom. */
  readonly box: readonly [number, number, number, number];
  readonly score?: number;
  readonly frame?: string;
}

/** What a model said. */
export type StructuredOutput =
  | {
      readonly kind: "ranking";
      /** Best first, each once. */
      readonly items: readonly string[];
      /** Of each item: what it is one of; two of one group are alike. */
      readonly groups?: readonly string[];
      /** Of each item: share of users who know it, 0 to 1. */
      readonly popularity?: readonly number[];
      /** Items that there are to show. */
      readonly catalog?: number;
    }
  | { readonly kind: "detection"; readonly boxes: readonly ToldBox[] }
  | {
      readonly kind: "forecast";
      readonly values: readonly number[];
      readonly low?: readonly number[];
      readonly high?: readonly number[];
      /** Values known when it was made, oldest first. */
      readonly history?: readonly number[];
      /** Steps of a season; 1 where left out. */
      readonly season?: number;
    }
  | {
      readonly kind: "survival";
      /** Higher where the event is expected earlier. */
      readonly risk?: number;
      /** Time → chance of lasting beyond it. */
      readonly survival?: { readonly [time: string]: number };
    };

/** What came out. */
export type StructuredLabel =
  | {
      readonly kind: "ranking";
      /** All relevant items → their gain, at least 0; empty where nothing is relevant. */
      readonly relevant: { readonly [item: string]: number };
    }
  | { readonly kind: "detection"; readonly boxes: readonly ToldBox[] }
  /** Null where a step is not known. */
  | { readonly kind: "forecast"; readonly values: readonly (number | null)[] }
  | {
      readonly kind: "survival";
      /** Of the event, or of the last look where it had not come. */
      readonly time: number;
      readonly event: boolean;
    };

/** Items, boxes, steps or times of one value, and values before a forecast. */
export const structuredLimits = { entries: 1_000, history: 2_000, characters: 32_768 } as const;
const { entries } = structuredLimits;

/** The kind that an object says it is of; null where it is of none of these. */
export function kindOf(value: unknown): StructuredTask | null {
  if (typeof value !== "object" || value === null || !("kind" in value)) return null;
  return structuredTasks.find((kind) => kind === value.kind) ?? null;
}

type Fields = { readonly [name: string]: unknown };

/**
 * An output of a kind, its kind first, so that texts of one kind begin alike.
 *
 * @throws AcesoError "bad-field": which field is wrong, what was expected there and what came
 */
export function readStructuredOutput(value: Fields, kind: StructuredTask): StructuredOutput {
  switch (kind) {
    case "ranking":
      return readRanking(value);
    case "detection":
      return { kind, boxes: boxesOf(value["boxes"], { most: entries, isFound: true }) };
    case "forecast":
      return readForecast(value);
    case "survival": {
      const limits = { most: entries, min: 0, max: 1, isTime: true };
      const read = {
        ...optional(value, "risk", numberOf),
        ...optional(value, "survival", (each, field) => recordOf(each, field, limits)),
      };
      if (!("risk" in read) && !("survival" in read)) {
        throw badValue("risk", "a number (or survival, or both)", undefined);
      }
      return { kind, ...read };
    }
    default:
      return kind satisfies never;
  }
}

function readRanking(value: Fields): StructuredOutput {
  const items = textsOf(value["items"], "items", { most: entries });
  if (new Set(items).size < items.length) throw badValue("items", "each item once", items);
  const each = { most: entries, length: items.length };
  return {
    kind: "ranking",
    items,
    ...optional(value, "groups", (list, field) => textsOf(list, field, each)),
    ...optional(value, "popularity", (list, field) =>
      valuesOf(list, field, { ...each, min: 0, max: 1 }),
    ),
    ...optional(value, "catalog", (count, field) => wholeOf(count, field, items.length)),
  };
}

function readForecast(value: Fields): StructuredOutput {
  const values = valuesOf(value["values"], "values", { most: entries });
  const each = { most: entries, length: values.length };
  return {
    kind: "forecast",
    values,
    ...optional(value, "low", (list, field) => valuesOf(list, field, each)),
    ...optional(value, "high", (list, field) => valuesOf(list, field, each)),
    ...optional(value, "history", (list, field) =>
      valuesOf(list, field, { most: structuredLimits.history }),
    ),
    ...optional(value, "season", (steps, field) => wholeOf(steps, field, 1)),
  };
}

/** A label of a kind; see {@link readStructuredOutput}. */
export function readStructuredLabel(value: Fields, kind: StructuredTask): StructuredLabel {
  switch (kind) {
    case "ranking": {
      const told = value["relevant"];
      if (isFields(told) && Object.keys(told).length === 0) return { kind, relevant: {} };
      if (Array.isArray(told) && told.length === 0) return { kind, relevant: {} };
      if (!Array.isArray(told)) {
        return { kind, relevant: recordOf(told, "relevant", { most: entries, min: 0 }) };
      }
      const items = textsOf(told, "relevant", { most: entries });
      return { kind, relevant: Object.fromEntries(items.map((item) => [item, 1])) };
    }
    case "detection":
      return { kind, boxes: boxesOf(value["boxes"], { most: entries, isFound: false }) };
    case "forecast":
      return { kind, values: valuesOf(value["values"], "values", { most: entries, gaps: true }) };
    case "survival": {
      const time = numberOf(value["time"], "time");
      if (time < 0) throw badValue("time", "at least 0", time);
      const event = value["event"];
      if (typeof event !== "boolean") throw badValue("event", "true or false", event);
      return { kind, time, event };
    }
    default:
      return kind satisfies never;
  }
}

/** The text that a value is kept as. */
export function structuredText(value: StructuredOutput | StructuredLabel): string {
  return JSON.stringify(value);
}

/** A kept text as what it was, or null where it is none: answers in words may begin alike. */
export function structuredOutputOf(text: string): StructuredOutput | null {
  return readText(text, readStructuredOutput);
}

/** See {@link structuredOutputOf}. */
export function structuredLabelOf(text: string): StructuredLabel | null {
  return readText(text, readStructuredLabel);
}

function readText<Value>(
  text: string,
  read: (value: Fields, kind: StructuredTask) => Value,
): Value | null {
  try {
    const value: Json = JSON.parse(text);
    const kind = kindOf(value);
    return kind === null || !isFields(value) ? null : read(value, kind);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof AcesoError) return null;
    throw error;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field by its name, read, where it is there. */
function optional<Name extends string, Value>(
  fields: Fields,
  name: Name,
  read: (value: unknown, field: string) => Value,
): { readonly [Key in Name]?: Value } {
  const value = fields[name];
  if (value === undefined || value === null) return {};
  // The one field of this object is the one named.
  return { [name]: read(value, name) } as { readonly [Key in Name]?: Value };
}
