import { AcesoError } from "./errors.ts";
import type { ToldBox } from "./structured-value.ts";

// Readers of values that others sent. Each throws AcesoError "bad-field", which names the field, what was expected and
// what came: of numbers and lists their value or size, of all else the type.

/** A value that is not what its field holds. */
export function badValue(field: string, expected: string, got: unknown): AcesoError {
  return new AcesoError("bad-field", { field: field.slice(0, 100), expected, got: wordFor(got) });
}

export function numberOf(value: unknown, field: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw badValue(field, "a number", value);
}

export function wholeOf(value: unknown, field: string, least: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw badValue(field, `a whole number of at least ${least}`, value);
}

/** A text; numbers are taken as texts, for ids. */
function textOf(value: unknown, field: string): string {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text === "string" && text !== "") return text;
  throw badValue(field, "a text", value);
}

interface ListLimits {
  readonly most: number;
  readonly length?: number;
}

interface NumberLimits {
  readonly min?: number;
  readonly max?: number;
}

function listOf(value: unknown, field: string, { most, length }: ListLimits): readonly unknown[] {
  if (!Array.isArray(value)) throw badValue(field, "a list", value);
  const list: readonly unknown[] = value;
  if (length !== undefined && list.length !== length) {
    throw badValue(field, `a list of ${length}`, list);
  }
  if (list.length === 0 || list.length > most) {
    throw badValue(field, `a list of 1 to ${most}`, list);
  }
  return list;
}

export function textsOf(value: unknown, field: string, limits: ListLimits): readonly string[] {
  return listOf(value, field, limits).map((each, place) => textOf(each, `${field}[${place}]`));
}

/** Numbers; with `gaps` also null, of what is not known. */
export function valuesOf(
  value: unknown,
  field: string,
  limits: ListLimits & NumberLimits & { readonly gaps: true },
): readonly (number | null)[];
export function valuesOf(
  value: unknown,
  field: string,
  limits: ListLimits & NumberLimits,
): readonly number[];
export function valuesOf(
  value: unknown,
  field: string,
  limits: ListLimits & NumberLimits & { readonly gaps?: true },
): readonly (number | null)[] {
  return listOf(value, field, limits).map((each, place) =>
    limits.gaps === true && each === null ? null : within(each, `${field}[${place}]`, limits),
  );
}

/** Name → number; with `isTime` the names are numbers of at least 0. */
export function recordOf(
  value: unknown,
  field: string,
  limits: ListLimits & NumberLimits & { readonly isTime?: boolean },
): { readonly [name: string]: number } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badValue(field, "an object of numbers", value);
  }
  const entries = listOf(Object.entries(value), field, limits);
  return Object.fromEntries(
    entries.map((entry): [string, number] => {
      // An entry is a name and its value.
      const [name, each] = entry as readonly [string, unknown];
      const place = `${field}.${name}`;
      const isTime = name.trim() !== "" && Number(name) >= 0;
      if (limits.isTime === true && !isTime) {
        throw badValue(place, "a time of at least 0 as its name", name);
      }
      return [name, within(each, place, limits)];
    }),
  );
}

/** Boxes; none is an answer too. */
export function boxesOf(
  value: unknown,
  { most, isFound }: { readonly most: number; readonly isFound: boolean },
): readonly ToldBox[] {
  if (Array.isArray(value) && value.length === 0) return [];
  return listOf(value, "boxes", { most }).map((each, place) => {
    const field = `boxes[${place}]`;
    if (typeof each !== "object" || each === null) throw badValue(field, "an object", each);
    const told: { readonly [name: string]: unknown } = { ...each };
    const name = textOf(told["class"], `${field}.class`);
    const edges = valuesOf(told["box"], `${field}.box`, { most: 4, length: 4 });
    const [left = 0, top = 0, right = 0, bottom = 0] = edges;
    if (right < left || bottom < top) {
      throw badValue(`${field}.box`, "left, top, right, bottom: left ≤ right, top ≤ bottom", edges);
    }
    const score = isFound ? { score: numberOf(told["score"], `${field}.score`) } : {};
    const frame = told["frame"];
    const onFrame = frame === undefined ? {} : { frame: textOf(frame, `${field}.frame`) };
    return { class: name, box: [left, top, right, bottom], ...score, ...onFrame };
  });
}

function within(value: unknown, field: string, { min, max }: NumberLimits): number {
  const number = numberOf(value, field);
  if (number >= (min ?? -Infinity) && number <= (max ?? Infinity)) return number;
  const expected = max === undefined ? `at least ${min ?? 0}` : `from ${min ?? 0} to ${max}`;
  throw badValue(field, expected, number);
}

/** What came, without its content. */
function wordFor(value: unknown): string | number {
  if (typeof value === "number") return value;
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? `a list of ${value.length}` : `a ${typeof value}`;
}
