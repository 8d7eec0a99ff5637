import { attributeRatio } from "../diagnose/attribution/attribute-ratio.ts";
import { attributeSum } from "../diagnose/attribution/attribute-sum.ts";
import { attributesMax, type Element, type Leaves } from "../diagnose/attribution/leaves.ts";
import { whereOf } from "../diagnose/slices/where-of.ts";
import { readTable } from "../files/read-table.ts";
import { cellOf, type Column, columnNamed, type Table } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import { type Message, say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

const sumColumns = ["before", "during"] as const;
const ratioColumns = ["bad_before", "all_before", "bad", "all"] as const;
const sumsMax = 20;
// Codes of values are numbers of two bytes.
const valuesMax = 65_535;

/** One combination of values that explains the change, as programs are told. */
interface Told {
  readonly where: { readonly [attribute: string]: string };
  readonly before: number;
  readonly during: number;
  /** Of a ratio: how much of its rise. */
  readonly share?: number;
}

/**
 * aceso diagnose --breakdown FILE: a table with a row for every combination of attributes (country, device, version)
 * and what came before and during: numbers that add up (`before`, `during`), or a ratio (`bad` of `all`, and
 * `bad_before` of `all_before`). Names the combinations that explain the change. Exit 1 when there are any.
 */
export async function diagnoseBreakdown(
  path: string,
  line: CommandLine,
  world: World,
): Promise<ExitCode> {
  const table = await readTable(path);
  const isRatio = hasAll(table, ratioColumns);
  const names = isRatio ? ratioColumns : sumColumns;
  if (!hasAll(table, names)) {
    const expected = "before and during, or bad_before, all_before, bad and all";
    throw new AcesoError("missing-field", { field: `columns of ${path}`, expected });
  }
  const { leaves, sums } = leavesOf(table, names);
  const found = isRatio ? ratiosOf(leaves, sums) : sumsOf(leaves, sums);
  if (line.isJson) {
    const counts = { rows: table.rowCount, combinations: sums[0]?.length ?? 0 };
    world.print(JSON.stringify({ path, ...counts, found }, undefined, 2));
  } else {
    for (const message of messagesOf(found)) world.print(render(message, { lang: line.lang }));
  }
  return found.length > 0 ? exitCodes.findings : exitCodes.fine;
}

function messagesOf(found: readonly Told[]): readonly Message[] {
  if (found.length === 0) return [say("cli.diagnose.breakdown-none")];
  return found.map(({ where: pairs, before, during, share }) => {
    const where = whereOf(Object.entries(pairs).map(([column, value]) => ({ column, value })));
    return share === undefined
      ? say("cli.diagnose.breakdown-sum", { where, before, during })
      : say("cli.diagnose.breakdown-ratio", { where, before, during, share });
  });
}

function sumsOf(leaves: Leaves, sums: readonly Float64Array[]): readonly Told[] {
  const [expected = new Float64Array(0), actual = expected] = sums;
  return attributeSum({ leaves, actual, expected })
    .slice(0, sumsMax)
    .map((cause) => ({
      where: namesOf(leaves, cause),
      before: cause.expected,
      during: cause.actual,
    }));
}

function ratiosOf(leaves: Leaves, sums: readonly Float64Array[]): readonly Told[] {
  const none = new Float64Array(0);
  const [badBefore = none, allBefore = none, bad = none, all = none] = sums;
  const before = [{ bad: badBefore, all: allBefore }];
  return attributeRatio({ leaves, now: { bad, all }, before }).map((cause) => ({
    where: namesOf(leaves, cause),
    before: cause.allBefore === 0 ? 0 : cause.badBefore / cause.allBefore,
    during: cause.bad / cause.all,
    share: Math.min(1, cause.share),
  }));
}

function namesOf({ attributes }: Leaves, { attributes: places, codes }: Element): Told["where"] {
  return Object.fromEntries(
    places.map((place, index) => {
      const attribute = attributes[place];
      return [attribute?.name ?? "", attribute?.values[codes[index] ?? 0] ?? ""];
    }),
  );
}

function hasAll(table: Table, names: readonly string[]): boolean {
  return names.every((name) => columnNamed(table, name) !== undefined);
}

/** Every combination of attributes once, with the sums of its rows. */
function leavesOf(
  table: Table,
  names: readonly string[],
): { readonly leaves: Leaves; readonly sums: readonly Float64Array[] } {
  const numbers = names.map((name) => numbersOf(table, name));
  const columns = table.columns.filter(({ name }) => !names.includes(name));
  if (columns.length === 0 || columns.length > attributesMax) {
    const expected = `a column for each attribute, at most ${attributesMax}`;
    const got = String(columns.length);
    throw new AcesoError("bad-field", { field: "attributes", expected, got });
  }
  // per attribute its codes by value
  const coded = columns.map((column) => ({ column, codeBy: new Map<string, number>() }));
  // codes of a combination → its place, and the codes by place
  const places = new Map<string, number>();
  const codes: (readonly number[])[] = [];
  const sums = names.map((): number[] => []);
  for (let row = 0; row < table.rowCount; row += 1) {
    const own = coded.map(({ column, codeBy }) => codeOf(column, row, codeBy));
    const key = own.join(" ");
    const place = places.get(key) ?? places.size;
    if (place === places.size) {
      places.set(key, place);
      codes.push(own);
    }
    sums.forEach((sum, index) => {
      sum[place] = (sum[place] ?? 0) + (numbers[index]?.[row] ?? 0);
    });
  }
  return {
    leaves: {
      attributes: coded.map(({ column: { name }, codeBy }) => ({
        name,
        values: [...codeBy.keys()],
      })),
      codes: coded.map((_, index) => Uint16Array.from(codes, (own) => own[index] ?? 0)),
    },
    sums: sums.map((sum) => Float64Array.from(sum)),
  };
}

function codeOf(column: Column, row: number, codeBy: Map<string, number>): number {
  const value = String(cellOf(column, row) ?? "");
  const code = codeBy.get(value) ?? codeBy.size;
  if (code >= valuesMax) {
    const expected = `at most ${valuesMax} different values`;
    throw new AcesoError("bad-field", { field: column.name, expected, got: "more" });
  }
  codeBy.set(value, code);
  return code;
}

function numbersOf(table: Table, name: string): Float64Array {
  const column = columnNamed(table, name);
  if (column?.type === "number" && column.values.every((value) => value >= 0)) return column.values;
  const got = column?.type === "number" ? "less, or a gap" : (column?.type ?? "none");
  throw new AcesoError("bad-field", { field: name, expected: "a number from 0 in every row", got });
}
