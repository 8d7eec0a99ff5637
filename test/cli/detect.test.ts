import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, it } from "vitest";
import { drawRow, newSeriesPicture, pictureLines } from "../../src/cli/series-picture.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { runCommand } from "./run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "aceso-detect-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

const run = (...args: readonly string[]) => runCommand(args);

const random = seededRandom(1);
const times = Array.from({ length: 800 }, (_, row) =>
  new Date(Date.UTC(2026, 0, 1) + row * 300_000).toISOString(),
);
const quiet = times.map(() => (10 + random.normal()).toFixed(4));
const broken = quiet.map((value, row) => (row === 700 ? "60" : row === 300 ? "" : value));
const series = file("series.csv", [
  "at,calm,loud",
  ...times.map((time, row) => `${time},${quiet[row]},${broken[row]}`),
]);

describe("aceso detect", () => {
  it("draws each series, tells its anomalies with their reasons, and exits with 1", async () => {
    const { exit, out } = await run("detect", series);
    expect(exit).toBe(1);
    expect(out).toContain("calm: 800 rows, 0 anomalous");
    expect(out).toContain("loud: 800 rows, 1 anomalous, 1 missing");
    expect(out).toMatch(/2026-01-03T10:20:00 {2}row 700 {2}60 /);
    expect(out).toContain("▲");
  });

  it("exits with 0 where nothing is found, and speaks Chinese", async () => {
    const { exit, out } = await run("detect", series, "--value", "calm", "--lang", "zh");
    expect(exit).toBe(0);
    expect(out).toContain("0 行异常");
    expect(out).not.toContain("loud");
  });

  it("takes NDJSON, seconds, a named detector and its settings, and answers in JSON", async () => {
    const path = file(
      "series.ndjson",
      broken.map((value, row) =>
        JSON.stringify({ t: 1_700_000_000 + 60 * row, v: value === "" ? null : Number(value) }),
      ),
    );
    const { exit, out } = await run(
      "detect",
      path,
      "--time",
      "t",
      "--value",
      "v",
      "--json",
      "--detector",
      "k-sigma",
      "--set",
      "threshold=8",
      "--direction",
      "up",
    );
    expect(exit).toBe(1);
    const answer: unknown = JSON.parse(out);
    expect(answer).toMatchObject({
      detector: "k-sigma",
      unordered: 0,
      series: [{ column: "v", rows: 800, missing: 1, anomalous: 1 }],
    });
    expect(answer).toMatchObject({
      series: [{ anomalies: [{ row: 700, time: 1_700_042_000_000, value: 60 }] }],
    });
    const down = await run(
      "detect",
      path,
      "--time",
      "t",
      "--value",
      "v",
      "--detector",
      "k-sigma",
      "--set",
      "threshold=8",
      "--direction",
      "down",
    );
    expect(down.exit).toBe(0);
  });

  it("takes Parquet with its times, and a detector of the catalogue by name", async () => {
    const path = join(folder, "series.parquet");
    const columnData = [
      { name: "at", data: times.map((time) => new Date(time)) },
      { name: "v", data: broken.map((value) => (value === "" ? null : Number(value))) },
    ];
    writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData })));
    const { exit, out } = await run("detect", path, "--json", "--detector", "median-mad");
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      detector: "median-mad",
      series: [{ column: "v", rows: 800, missing: 1, anomalies: [{ row: 700, value: 60 }] }],
    });
  });

  it("--group judges the series together and names the one that left the others", async () => {
    const draw = seededRandom(2);
    const path = file("group.csv", [
      "at,one,two,three,four,five",
      ...times.map((time, row) => {
        const load = 50 + 10 * Math.sin(row / 20);
        const own = [0, 0, row >= 700 && row < 740 ? 40 : 0, 0, 0];
        return [time, ...own.map((more) => (load + more + draw.normal()).toFixed(3))].join(",");
      }),
    ]);
    const { exit, out } = await run("detect", "--group", path, "--detector", "peers");
    expect(exit).toBe(1);
    expect(out).toContain("5 series together: 800 rows, 40 anomalous in 1 events");
    expect(out).toMatch(/row 700–739 .*all of it by three at/);
    expect(out).toContain("▲");
    const { out: json } = await run(
      "detect",
      "--group",
      path,
      "--json",
      "--value",
      "one",
      "--value",
      "three",
    );
    expect(JSON.parse(json)).toMatchObject({
      detector: "group-ensemble",
      columns: ["one", "three"],
      events: [{ channels: [{ column: "three" }, { column: "one" }] }],
    });
    expect((await run("detect", "--group", path, "--detector", "ensemble")).err).toContain(
      "--detector must be one of group-ensemble",
    );
  });

  it("loads neither the store nor the server", () => {
    const path = file("short.csv", ["at,v", ...times.slice(0, 3).map((time) => `${time},1`)]);
    const program = `
      const { registerHooks } = await import("node:module");
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { dispatch } = await import(${JSON.stringify(new URL("../../src/cli/dispatch.ts", import.meta.url).href)});
      const world = { environment: {}, readFile: () => undefined, print: () => {}, note: () => {} };
      for (const way of [[], ["--group"], ["--table"]]) await dispatch(["detect", ...way, ${JSON.stringify(path)}], world);
      console.log(JSON.stringify(loaded));
    `;
    const out = execFileSync(process.execPath, ["--input-type=module", "-e", program]);
    const loaded = JSON.parse(out.toString("utf8")) as string[];
    expect(loaded.filter((url) => /\/src\/detect\//.test(url)).length).toBeGreaterThan(20);
    expect(
      loaded.filter((url) => /chdb|@clickhouse|\/src\/(store|server|pipeline)\//.test(url)),
    ).toEqual([]);
  });

  it("--counter judges rates, and a restart is no anomaly", async () => {
    let total = 0;
    const path = file("counter.csv", [
      "at,requests",
      ...times.map((time, row) => {
        total = (row === 500 ? 0 : total) + 3_000 + Math.round(30 * random.normal());
        return `${time},${total}`;
      }),
    ]);
    const { exit, out } = await run("detect", path, "--counter", "--value", "requests");
    expect(out).toContain("requests: 800 rows, 0 anomalous, 1 missing");
    expect(exit).toBe(0);
  });

  it("does not judge rows out of order, and says how many", async () => {
    const path = file("late.csv", ["at,v", `${times[1]},1`, `${times[0]},2`, `${times[2]},3`]);
    const { out } = await run("detect", path);
    expect(out).toContain("1 rows have no time");
    expect(out).toContain("v: 2 rows");
  });

  it.each([
    [["detect"], "the file is missing"],
    [["detect", join(folder, "none.csv")], "cannot be read"],
    [["detect", series, "--value", "nope"], "--value must be a column of numbers (calm, loud)"],
    [["detect", series, "--time", "nope"], "--time must be"],
    [["detect", series, "--detector", "nope"], "--detector must be one of robust-season"],
    [["detect", series, "--set", "threshold=-4"], "--set threshold must be"],
    [["detect", series, "--direction", "left"], "--direction must be up, down or both"],
    [["detect", "--table", series, "--contamination", "2"], "--contamination must be"],
  ])("%j is wrong use and says why", async (args, what) => {
    const { exit, err } = await run(...args);
    expect(exit).toBe(2);
    expect(err).toContain(what);
  });

  it("--table finds rows unlike the reference and names the features", async () => {
    const row = (odd: boolean): string =>
      `${random.normal().toFixed(3)},${(odd ? 40 : 5 + random.normal()).toFixed(3)},x`;
    const reference = file("reference.csv", [
      "a,b,note",
      ...Array.from({ length: 400 }, () => row(false)),
    ]);
    const current = file("current.csv", [
      "a,b,note",
      ...Array.from({ length: 50 }, (_, index) => row(index === 20)),
    ]);
    const { exit, out } = await run(
      "detect",
      "--table",
      current,
      "--reference",
      reference,
      "--contamination",
      "0.005",
    );
    expect(exit).toBe(1);
    expect(out).toContain("50 rows, 2 features");
    expect(out).toMatch(/row 20 {2}score .* b 40 \(usually [45]/);
    const { out: json } = await run(
      "detect",
      "--table",
      current,
      "--reference",
      reference,
      "--json",
      "--detector",
      "ecod",
    );
    expect(JSON.parse(json)).toMatchObject({ detector: "ecod", rows: 50, features: ["a", "b"] });
  });
});

describe("a picture of a series", () => {
  it("has at most 120 parts whatever the length, gaps are blank, anomalies marked below", () => {
    for (const count of [1, 119, 120, 121, 5_000]) {
      const picture = newSeriesPicture();
      for (let row = 0; row < count; row++) drawRow(picture, row, row === count - 1);
      const [line, marks] = pictureLines(picture);
      expect(line.length).toBeLessThanOrEqual(120);
      expect(line.length).toBe(marks.length);
      expect(marks.trim()).toBe("▲");
      if (count > 1) expect(line).toMatch(/^▁.*█$/);
    }
    const gap = newSeriesPicture();
    for (const value of [1, Number.NaN, 2]) drawRow(gap, value, false);
    expect(pictureLines(gap)).toEqual(["▁ █", ""]);
  });
});
