import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dispatch } from "../../../src/cli/dispatch.ts";
import { compareTables, tableOfRows } from "../../../src/measure/public.ts";
import { jsonReport, plainReport } from "../../../src/report/public.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const folder = mkdtempSync(join(tmpdir(), "aceso-compare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = 1_800_000_000_000;

/** Loans whose label follows the score; `shift` moves incomes, and scores with them. */
function loans(seed: string, shift: number, count = 400) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, row) => {
    const income = 3_000 + 500 * random.normal() + shift;
    const score = 1 / (1 + Math.exp(-(income - 3_000) / 400));
    return {
      id: `r${row}`,
      income: Math.round(income),
      city: random.uniform() < 0.7 ? "Bonn" : "Ulm",
      score: Math.round(score * 1_000) / 1_000,
      prediction: score > 0.5 ? "good" : "bad",
      label: random.uniform() < score ? "good" : "bad",
    };
  });
}
const before = loans("a", 0);

async function ofCommand(current: ReturnType<typeof loans>): Promise<unknown> {
  const files = { "before.ndjson": before, "now.ndjson": current };
  const paths = Object.entries(files).map(([name, rows]) => {
    const path = join(folder, name);
    writeFileSync(path, rows.map((row) => JSON.stringify(row)).join("\n"));
    return path;
  });
  const printed: string[] = [];
  await dispatch(["check", ...paths, "--json"], {
    environment: {},
    readFile: () => undefined,
    writeFile: () => undefined,
    fetch: () => Promise.reject(new Error("offline")),
    now: () => now,
    wait: () => Promise.resolve(),
    print: (line) => printed.push(line),
    note: () => undefined,
    isColoured: false,
  });
  return JSON.parse(printed.join("\n"));
}

describe("compareTables", () => {
  it.each([
    ["nothing changed", 0, "pass", "✓"],
    // Drift is only a warning while quality is kept.
    ["incomes moved", 400, "warn", "!"],
  ])("says of tables in memory what the command says of their files: %s", async (...of) => {
    const [, shift, status, mark] = of;
    const current = loans("b", shift);
    const reference = tableOfRows(before);
    const report = compareTables(reference, tableOfRows(current, reference), {
      now,
      names: {
        reference: join(folder, "before.ndjson"),
        current: join(folder, "now.ndjson"),
      },
    });
    const plain: unknown = JSON.parse(JSON.stringify(jsonReport(report, "en")));
    expect(plain).toEqual(await ofCommand(current));
    expect(report.status).toBe(status);
    expect(plainReport(report)).toContain(mark);
  });

  it("limits hold for all columns or for one, and what they cannot be is refused", () => {
    const reference = tableOfRows(before);
    const current = tableOfRows(loans("b", 400), reference);
    const failed = (options: Omit<Parameters<typeof compareTables>[2], "now">) =>
      compareTables(reference, current, { ...options, now, driftAlways: true })
        .sections.flatMap(({ cards }) => cards)
        .filter(({ findings }) =>
          findings.some(({ check, status }) => check === "drift" && status === "fail"),
        )
        .map(({ name }) => name);
    expect(failed({})).toContain("income");
    expect(failed({ limits: { driftMin: 9 } })).toEqual([]);
    expect(failed({ limitsOf: { income: { driftMin: 9 } } })).not.toContain("income");
    expect(failed({ ignore: ["income"] })).not.toContain("income");
    expect(failed({ warnOnly: ["drift"] })).toEqual([]);
    expect(() => failed({ limits: { driftMin: -1 } })).toThrow("limit driftMin must be 0 to 10");
  });

  it("a plain table whose column has another type fails as a whole", () => {
    const reference = tableOfRows([{ a: 1 }, { a: 2 }]);
    const { rowCount, columns } = tableOfRows([{ a: "x" }, { a: "y" }]);
    const { sections } = compareTables(reference, { rowCount, columns }, { now });
    const found = sections.flatMap(({ cards }) => cards.flatMap(({ findings }) => findings));
    expect(found.find(({ check }) => check === "type")).toMatchObject({ status: "fail" });
  });
});
