import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "./run-command.ts";

let folder = "";
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aceso-check-"));
  const rows = (shift: number) =>
    Array.from({ length: 600 }, (_, row) => {
      const age = 30 + ((row * 7919) % 600) / 20 + shift;
      const city = ["Ulm", "Bonn", "Köln"][row % 3];
      return `${row + shift * 1000},${age},${city},${row % 2},${(row % 10 === 0 ? row + 1 : row) % 2}`;
    });
  const text = (shift: number) => `id,age,city,label,prediction\n${rows(shift).join("\n")}\n`;
  writeFileSync(at("reference.csv"), text(0));
  writeFileSync(at("same.csv"), text(0));
  writeFileSync(at("older.csv"), text(12));
  writeFileSync(at("limits.json"), '{"columns": {"age": {"driftMin": 9, "outsideShareMax": 1}}}');
  writeFileSync(
    at("drift.json"),
    '{"drift": {"numberTest": "epps-singleton", "numberEffect": "kullback-leibler"}}',
  );
  writeFileSync(at("bad-drift.json"), '{"drift": {"numberTest": "coin"}}');
  writeFileSync(at("bad.json"), '{"limits": {"driftMin": -1}}');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...words: readonly string[]) {
  return runCommand(["check", ...words], {
    readFile: (path) => readFileSync(path, "utf8"),
    writeFile: (path, text) => writeFileSync(path, text),
  });
}

describe("aceso check", () => {
  it("says that all is well, exit 0", async () => {
    const { exit, out } = await run(at("reference.csv"), at("same.csv"));
    expect(exit).toBe(0);
    expect(out).toContain("all 5 columns are there");
    expect(out).toContain("accuracy 90 %");
    expect(out).toMatch(/✓ passed {2}0 failed · 0 warnings/);
  });

  it("says what drifted with both pictures, exit 1, in either language", async () => {
    const { exit, out } = await run(at("reference.csv"), at("older.csv"));
    expect(exit).toBe(1);
    expect(out).toMatch(/✗ {2}age +number {2}[▁-█]+ → [▁-█]+/);
    expect(out).toContain("Wasserstein distance in standard deviations");
    const chinese = await run(at("reference.csv"), at("older.csv"), "--lang", "zh");
    expect(chinese.out).toContain("项未通过");
  });

  it("--json tells programs the same", async () => {
    const { out } = await run(at("reference.csv"), at("older.csv"), "--json");
    const report = JSON.parse(out) as {
      status: string;
      findings: readonly { check: string; name: string; status: string; value: number }[];
    };
    expect(report.status).toBe("fail");
    const drift = report.findings.find(({ check, name }) => check === "drift" && name === "age");
    // The model is as right as before, so that the drift of its input is no failure by itself.
    expect(drift?.status).toBe("warn");
    expect(drift?.value).toBeGreaterThan(1);
  });

  it("every drift says why it was tested and measured this way; a thresholds file chooses otherwise", async () => {
    const reasons = async (...more: readonly string[]) => {
      const { out } = await run(at("reference.csv"), at("older.csv"), "--json", ...more);
      const { findings } = JSON.parse(out) as {
        findings: readonly { check: string; name: string; text: string; because?: string[] }[];
      };
      return findings.find(({ check, name }) => check === "drift" && name === "age");
    };
    const chosen = await reasons();
    expect(chosen?.because?.join(" ")).toMatch(/holds numbers .*exact for 600 .*deviations/);
    const asked = await reasons("--thresholds", at("drift.json"));
    expect(asked?.text).toMatch(/Epps-Singleton test p .*Kullback-Leibler divergence/);
    expect(asked?.because).toContain("the settings ask for this test");
    const html = await run(at("reference.csv"), at("older.csv"), "--format", "html");
    expect(html.out).toContain("<small>");
  });

  it("a thresholds file changes the limits of a column", async () => {
    const { out } = await run(
      at("reference.csv"),
      at("older.csv"),
      "--thresholds",
      at("limits.json"),
      "--json",
    );
    const { findings } = JSON.parse(out) as {
      findings: readonly { name: string; status: string }[];
    };
    const failed = findings.filter(({ status }) => status === "fail").map(({ name }) => name);
    expect(failed).not.toContain("age");
  });

  it("--output writes the file and --warn-only keeps the exit at 0", async () => {
    const soft = ["--warn-only", "drift,range,coverage,correlation"];
    const path = at("report.txt");
    const { exit, out, err } = await run(at("reference.csv"), at("older.csv"), "-o", path, ...soft);
    expect([exit, out, err]).toEqual([0, "", `written to ${path}`]);
    expect(readFileSync(path, "utf8")).toContain("! drift");
  });

  it.each([
    [["reference.csv"], "the two files is missing"],
    [["reference.csv", "none.csv"], "none.csv cannot be read: there is no such file"],
    [["reference.csv", "same.csv", "--format", "pdf"], "--format must be text, json"],
    [["reference.csv", "same.csv", "--thresholds", "bad.json"], "driftMin must be 0 to 10 ratio"],
    [["reference.csv", "same.csv", "--thresholds", "bad-drift.json"], "numberTest must be"],
  ])("%s is wrong use, exit 2: %s", async (words, message) => {
    const { exit, err } = await run(
      ...words.map((word) => (/\.(?:csv|json)$/.test(word) ? at(word) : word)),
    );
    expect(exit).toBe(2);
    expect(err).toContain(message);
  });
});
