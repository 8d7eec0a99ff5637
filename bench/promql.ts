import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "../src/promql/parser.ts";
import { invalidExpressions } from "../test/promql/expressions.ts";
import { type CaseResult, runScript } from "../test/promql/run-script.ts";
import { printReport } from "./report.ts";

/**
 * Runs Prometheus' own test scripts (`--data DIR` holds promql/*.test) and counts what passes, cases with
 * native histograms apart; and counts the invalid expressions of our table that the parser accepts.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: "string" }, only: { type: "string" }, seed: { type: "string" } },
  });
  const results: CaseResult[] = [];
  const notes: string[] = [];
  const folder = values.data === undefined ? null : join(values.data, "promql");
  if (folder === null) notes.push("tests: skipped, give --data DIR with promql/*.test");
  else {
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".test"))) {
      const own = await runScript(readFileSync(join(folder, file), "utf8"), file);
      results.push(...own);
      for (const { group, line, expression, failure } of own) {
        if (group === "core" && failure !== null) {
          notes.push(`failed: ${file}:${line} ${expression}: ${failure}`);
        }
      }
    }
  }
  const count = (group: CaseResult["group"], passedOnly: boolean) =>
    results.filter((one) => one.group === group && (!passedOnly || one.failure === null)).length;
  const figure = (measure: string, value: number) =>
    ({ bench: "promql", set: "tests", measure, value, unit: "cases" }) as const;
  const total = count("core", false);
  const accepted = invalidExpressions.filter(([expression]) => isAccepted(expression)).length;
  printReport(
    [
      ...(folder === null
        ? []
        : [
            { ...figure("core-passed", count("core", true)), target: total },
            figure("core-total", total),
            figure("histogram-passed", count("histogram", true)),
            figure("histogram-total", count("histogram", false)),
            figure("experimental-passed", count("experimental", true)),
            figure("experimental-total", count("experimental", false)),
          ]),
      { ...figure("invalid-accepted", accepted), target: 0, better: "lower" },
    ],
    notes,
  );
}

function isAccepted(expression: string): boolean {
  try {
    parse(expression);
    return true;
  } catch {
    return false;
  }
}
