import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "aceso-package-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program of a user who installed the package, and nothing else. */
function use(program: string): unknown {
  const path = join(folder, "user", "program.mjs");
  writeFileSync(path, program);
  const out = execFileSync(process.execPath, [path], { cwd: join(folder, "user") });
  return JSON.parse(out.toString("utf8"));
}

beforeAll(() => {
  const packed = join(folder, "packed");
  mkdirSync(packed);
  cpSync(join(root, "package.json"), join(packed, "package.json"));
  execFileSync(
    process.execPath,
    [
      join(root, "node_modules", "typescript", "bin", "tsc"),
      "-p",
      join(root, "tsconfig.build.json"),
      "--outDir",
      join(packed, "dist"),
    ],
    { cwd: root },
  );
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent"], { cwd: packed });
  const tarball = readdirSync(packed).find((name) => name.endsWith(".tgz")) ?? "";
  const installed = join(folder, "user", "node_modules", "aceso");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(packed, tarball), "--strip-components=1", "-C", installed]);
}, 300_000);

describe("aceso/detect from the packed tarball", () => {
  it("judges a series and says why, without any dependency", () => {
    const answer = use(`
      import { judgeSeries, reasonOf } from "aceso/detect";
      const values = Array.from({ length: 600 }, (_, index) => 10 + Math.sin(index * 7.3));
      const verdicts = judgeSeries([...values, 60]);
      const last = verdicts.at(-1);
      const alarms = verdicts.filter(({ state }) => state === "anomalous").length;
      console.log(JSON.stringify({ state: last.state, alarms, reason: reasonOf(last) }));
    `);
    expect(answer).toMatchObject({ state: "anomalous", alarms: 1 });
    expect(answer).toHaveProperty("reason", expect.stringMatching(/^60 is /));
  });

  it("has every kind of detector, by name, with settings that are checked", () => {
    const answer = use(`
      import * as detect from "aceso/detect";
      const { settings } = detect.tableDetectors[0];
      const rows = Array.from({ length: 300 }, (_, row) => Math.sin(row) * 3);
      const table = { values: Float64Array.from(rows), rows: 100, columns: 3 };
      const model = detect.tableDetectors[0].fit(table, detect.resolveSettings(settings).values, 1);
      const odd = model.score({ values: Float64Array.of(90, 0, 0), rows: 1, columns: 3 })[0];
      let refused = "";
      try { detect.judgeSeries([1], { settings: { threshold: -1 } }); } catch (error) { refused = error.message; }
      console.log(JSON.stringify({
        stream: detect.detectorNamed("k-sigma")?.name, group: detect.groupDetectors.length > 0,
        isOddest: odd > Math.max(...model.fittedScores()), refused,
      }));
    `);
    expect(answer).toMatchObject({ stream: "k-sigma", group: true, isOddest: true });
    expect(answer).toHaveProperty("refused", expect.stringContaining("setting threshold must be"));
  });

  it("has what is around the detectors: rates, joins, limits, verdicts and false discoveries", () => {
    const answer = use(`
      import * as detect from "aceso/detect";
      const wave = Array.from({ length: 200 }, (_, index) => Math.sin(index / 3) + (index === 120 ? 5 : 0));
      const { distances } = detect.selfJoin(wave, 20);
      const values = Float64Array.from({ length: 80 }, (_, at) => Math.sin(at * 7.7) + (at % 40 < 8 ? 4 : 0));
      const labels = Uint8Array.from({ length: 40 }, (_, row) => (row % 20 < 4 ? 1 : 0));
      const rows = { values, rows: 40, columns: 2 };
      const learned = detect.learnVerdicts(rows, labels, { seed: 1, folds: 2 });
      const first = learned.triage(rows, { probabilityMin: 0.5 })[0];
      const curve = detect.calibrate(Float64Array.of(0, 1, 2, 3), Uint8Array.of(0, 0, 1, 1));
      const control = detect.newFalseDiscoveryControl(0.05);
      const group = detect.groupDetectorNamed("peers");
      const state = group.start(detect.resolveSettings(group.settings).values, 3);
      for (let time = 0; time < 100; time++) state.step({ time, values: [1 + (time % 3) / 99, 1, 1.01] });
      console.log(JSON.stringify({
        rate: detect.counterRate({ time: 0, value: 100 }, { time: 10_000, value: 30 }),
        discord: distances.indexOf(Math.max(...distances)),
        limit: detect.scoreLimit(Float64Array.of(1, 2, 3, 4), 0.25),
        likeliest: labels[first.row],
        isRising: detect.probabilityOf(3, curve) > detect.probabilityOf(0, curve),
        believed: [detect.believe(control, 1e-9).believed, detect.believe(control, 0.5).believed],
        group: state.step({ time: 100, values: [9, 1, 1] }).state,
        table: detect.tableDetectorNamed("ecod").name,
        learners: detect.classifiers.length,
      }));
    `);
    expect(answer).toMatchObject({ rate: 3, limit: 3, likeliest: 1, isRising: true });
    expect(answer).toMatchObject({ believed: [true, false], group: "anomalous", table: "ecod" });
    expect(answer).toMatchObject({ learners: 3 });
    const { discord } = answer as { discord: number };
    expect(discord).toBeGreaterThan(100);
    expect(discord).toBeLessThanOrEqual(120);
  });

  it("declares its types", () => {
    writeFileSync(
      join(folder, "user", "typed.ts"),
      `import { judgeSeries, type Verdict } from "aceso/detect";
       import { compareTables, tableOf } from "aceso/measure";
       import { plainReport, type Report } from "aceso/report";
       export const found: Verdict[] = judgeSeries([1, 2]);
       const report: Report = compareTables(tableOf({ x: [1] }), tableOf({ x: ["a"] }), { now: 0 });
       export const text: string = plainReport(report, { lang: "zh" });\n`,
    );
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--types", "", "typed.ts"];
    const run = (): unknown =>
      execFileSync(process.execPath, [tsc, ...options], { cwd: join(folder, "user") });
    expect(run).not.toThrow();
  }, 300_000);
});

describe("aceso/measure from the packed tarball", () => {
  it("scores, tests and explains drift without any dependency", () => {
    const answer = use(`
      import * as measure from "aceso/measure";
      const counts = measure.confusionOf({ truths: ["a", "b", "b"], outputs: ["a", "b", "a"] });
      const wave = (shift) => Array.from({ length: 500 }, (_, row) => Math.sin(row * 7.3) + shift);
      const found = measure.drift(measure.numberColumn("x", wave(0)), measure.numberColumn("x", wave(1)));
      console.log(JSON.stringify({
        accuracy: measure.accuracyScore(counts).value,
        verdict: found.verdict,
        reason: measure.render(found.reasons.at(-1), { lang: "en" }),
        p: measure.fisherExactTest([[8, 2], [1, 5]]).pValue,
      }));
    `);
    expect(answer).toMatchObject({ accuracy: 2 / 3, verdict: "drift" });
    expect(answer).toHaveProperty("reason", expect.stringMatching(/^drift: Kolmogorov-Smirnov/));
    expect(answer).toHaveProperty("p", expect.closeTo(0.03496503496503497, 12));
  });

  it("reads text and forecasts", () => {
    const answer = use(`
      import * as measure from "aceso/measure";
      const line = "the cat sat on the mat";
      const times = Array.from({ length: 20 }, (_, index) => index * 60000);
      const full = measure.forecastExhaustion({ times, values: times.map((t) => t / 2e6), limit: 1 });
      console.log(JSON.stringify({
        bleu: Math.round(measure.corpusBleu([{ hypothesis: line, references: [line] }]).score),
        refusal: measure.isRefusal("I cannot help with that."),
        fullAt: Math.round(full.at),
      }));
    `);
    expect(answer).toEqual({ bleu: 100, refusal: true, fullAt: 2_000_000 });
  });

  it("gives the whole verdict of a check, and of training curves, on tables in memory", () => {
    const answer = use(`
      import { compareTables, curvesReport, tableOf, tableOfRows } from "aceso/measure";
      import { htmlReport, jsonReport, junitReport, markdownReport, plainReport } from "aceso/report";
      const wave = (shift) => Array.from({ length: 500 }, (_, row) => Math.sin(row * 7.3) + shift);
      const reference = tableOf({ x: wave(0), kind: wave(0).map((v) => (v > 0 ? "a" : "b")) });
      const rows = wave(1).map((x, row) => ({ x: row === 3 ? "?" : x, kind: "a" }));
      const report = compareTables(reference, tableOfRows(rows, reference), { now: 0 });
      const bad = jsonReport(report, "en").findings.filter(({ status }) => status === "fail");
      const loss = [4, 3, 2, 1.5, 1.2, 1.1, 1, 1, 9, 80, 900, NaN];
      const curves = curvesReport(tableOf({ step: loss.map((_, step) => step), loss }), null);
      console.log(JSON.stringify({
        status: report.status, curves: curves.status,
        bad: [...new Set(bad.map(({ name, check }) => name + " " + check))].toSorted(),
        text: plainReport(report).includes("x"), md: markdownReport(report, "zh").includes("x"),
        junit: junitReport(report, "en").startsWith("<?xml"),
        html: htmlReport(report, { lang: "en", version: "1" }).length < 300_000,
      }));
    `);
    expect(answer).toMatchObject({
      status: "fail",
      curves: "fail",
      bad: expect.arrayContaining(["x drift", "x type", "kind drift"]) as unknown,
      text: true,
      md: true,
      junit: true,
      html: true,
    });
  });
});
