import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../src/stats/random.ts";
import { runCommand } from "./run-command.ts";

const root = mkdtempSync(join(tmpdir(), "aceso-diagnose-"));
afterAll(() => rmSync(root, { recursive: true }));

const run = (...args: readonly string[]) =>
  runCommand(args, {
    fetch: () => Promise.reject(new TypeError("no server in this test")),
  });

const start = Date.UTC(2026, 0, 31, 12);
const iso = (row: number) => new Date(start + row * 10_000).toISOString();

/** Sixty minutes by ten seconds; from row 240 the model's processor is busy and both services are slow. */
function writeFolder(name: string, fault: boolean): string {
  const random = seededRandom(name);
  const folder = join(root, name);
  mkdirSync(folder);
  const bad = (row: number) => fault && row >= 240;
  const cell = (level: number) => (level * (1 + 0.03 * random.normal())).toFixed(4);
  const metrics = Array.from({ length: 360 }, (_, row) =>
    [
      iso(row),
      cell(bad(row) ? 0.9 : 0.1),
      cell(0.2),
      cell(bad(row) ? 0.8 : 0.05),
      cell(bad(row) ? 0.95 : 0.3),
      cell(5e8),
    ].join(","),
  );
  const columns = "time,web:latency_p90,web:cpu,model:latency_p90,model:cpu,model:memory_bytes";
  writeFileSync(join(folder, "metrics.csv"), [columns, ...metrics, ""].join("\n"));
  writeFileSync(join(folder, "graph.csv"), "caller,callee\nweb,model\n");
  writeFileSync(
    join(folder, "changes.ndjson"),
    `${JSON.stringify({ time: iso(236), component: "model", title: "batch size 1 to 64" })}\n`,
  );
  const lines = Array.from({ length: 360 }, (_, row) => ({
    time: iso(row),
    component: "model",
    text: bad(row) ? `queue of ${row} requests is full` : `served ${row}`,
  }));
  writeFileSync(
    join(folder, "logs.ndjson"),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
  );
  return folder;
}

const broken = writeFolder("broken", true);
const calm = writeFolder("calm", false);

describe("aceso diagnose --from", () => {
  it("names the component, since when and why, and exits with 1", async () => {
    const { exit, out, err } = await run("diagnose", "--from", broken, "--at", iso(290));
    expect(err).toBe("");
    expect(exit).toBe(1);
    expect(out).toContain("5 series, 1 changes, 360 log lines");
    expect(out).toMatch(/since .*12:40/);
    expect(out).toMatch(/^\d+(\.\d+)?\s?%  model\n {2}cpu: 0\.[23]\d* before, 0\.9\d* since/m);
    expect(out).toContain("batch size 1 to 64");
    expect(out).toContain("queue of <*> requests is full");
  });

  it("tells programs the same as JSON, and people in Chinese", async () => {
    const { out } = await run("diagnose", "--from", broken, "--json");
    expect(JSON.parse(out)).toMatchObject({
      onset: iso(240),
      isDated: true,
      isClear: true,
      suspects: [{ component: "model" }, { component: "web" }],
    });
    const { out: zh } = await run("diagnose", "--from", broken, "--lang", "zh");
    expect(zh).toContain("一同变化");
  });

  it("says that nothing stands out, and exits with 0", async () => {
    const { exit, out } = await run("diagnose", "--from", calm);
    expect(exit).toBe(0);
    expect(out).toContain("no component stands out");
  });

  it("leaves out what the target does not need", async () => {
    const { out } = await run(
      "diagnose",
      "--from",
      broken,
      "--json",
      "--target",
      "model:latency_p90",
    );
    expect(JSON.parse(out)).toMatchObject({ suspects: [{ component: "model" }] });
  });

  it("reads long files and one row a component", async () => {
    const folder = join(root, "shapes");
    mkdirSync(folder);
    const rows = Array.from({ length: 60 }, (_, row) => row);
    writeFileSync(
      join(folder, "metrics-long.csv"),
      `time,component,metric,value\n${rows.map((row) => `${iso(row)},a,cpu,${row < 40 ? 0.1 : 0.9}\n`).join("")}`,
    );
    writeFileSync(
      join(folder, "metrics-rows.csv"),
      `time,component,cpu\n${rows.map((row) => `${iso(row)},b,0.2\n`).join("")}`,
    );
    const { out } = await run("diagnose", "--from", folder, "--json");
    expect(JSON.parse(out)).toMatchObject({ suspects: [{ component: "a" }, { component: "b" }] });
  });

  it("tells what is wrong with the folder or the options, and exits with 2 or 3", async () => {
    const absent = await run("diagnose", "--from", join(root, "absent"));
    expect(absent.exit).not.toBe(0);
    expect(absent.err).toContain("absent");
    const empty = join(root, "empty");
    mkdirSync(empty);
    expect((await run("diagnose", "--from", empty)).exit).toBe(2);
    expect((await run("diagnose", "--from", broken, "--at", "noon")).exit).toBe(2);
    expect((await run("diagnose", "--from", broken, "--target", "web")).exit).toBe(2);
    expect((await run("diagnose")).exit).toBe(2);
  });
});

describe("aceso diagnose --breakdown", () => {
  const countries = ["NL", "DE", "FR", "ES"];
  const devices = ["ios", "android", "web"];
  /** One row a combination, and one more of every sixth, so that equal rows have to be added up. */
  const write = (
    name: string,
    header: string,
    cells: (country: string, device: string) => string,
  ) => {
    const rows = countries.flatMap((country) =>
      devices.map((device) => `${country},${device},${cells(country, device)}`),
    );
    const path = join(root, name);
    writeFileSync(path, [`country,device,${header}`, ...rows, ...rows.slice(0, 2), ""].join("\n"));
    return path;
  };
  const fallen = write("orders.csv", "before,during", (country, device) =>
    country === "DE" && device === "web" ? "500,100" : "500,505",
  );
  const failing = write("errors.csv", "bad_before,all_before,bad,all", (country) =>
    country === "FR" ? "40,2000,300,2000" : "40,2000,41,2000",
  );

  it("names the combination whose numbers fell", async () => {
    const { exit, out, err } = await run("diagnose", "--breakdown", fallen);
    expect([exit, err]).toEqual([1, ""]);
    expect(out).toBe("country = DE, device = web: 500 before, 100 during");
  });

  it("names the value whose ratio rose, and its share of the rise", async () => {
    const { exit, out } = await run("diagnose", "--breakdown", failing, "--json");
    expect(exit).toBe(1);
    const { rows, combinations, found } = JSON.parse(out);
    expect([rows, combinations]).toEqual([14, 12]);
    expect(found[0]).toMatchObject({ where: { country: "FR" }, before: 0.02, during: 0.15 });
    expect(found[0].share).toBeGreaterThan(0.9);
    expect((await run("diagnose", "--breakdown", failing, "--lang", "zh")).out).toContain(
      "占上升的",
    );
  });

  it("exits with 0 where nothing moved, and with 2 where the columns say nothing of it", async () => {
    const still = write("still.csv", "before,during", () => "500,500");
    expect(await run("diagnose", "--breakdown", still)).toMatchObject({ exit: 0 });
    const other = write("other.csv", "count", () => "1");
    const { exit, err } = await run("diagnose", "--breakdown", other);
    expect(exit).toBe(2);
    expect(err).toContain("bad_before");
  });
});
