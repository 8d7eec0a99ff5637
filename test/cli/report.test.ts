import { afterEach, describe, expect, it } from "vitest";
import { dispatch } from "../../src/cli/dispatch.ts";
import { echoApp, startEcho } from "../server/fake-app.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const monitor = {
  id: "pack/fraud/accuracy/all",
  owner: "pack",
  watch: {
    kind: "measure",
    measure: "accuracy",
    subject: { kind: "model", model: "fraud" },
    slice: { version: "42" },
  },
  class: "objective",
  unit: "ratio",
};

const evaluation = (window: number, value: number | null, firing: boolean) => ({
  monitor: monitor.id,
  windowEnd: 1_700_000_000_000 + window * 60_000,
  value,
  expected: 0.9,
  state: firing ? "anomalous" : "normal",
  reason: { code: "detect/under-limit", params: { value: value ?? 0, limit: 0.85 } },
  firing,
});

/** A disk of which a hundredth more is used every quarter of an hour, from 10 %. */
function usedSince(start: number): readonly (readonly [number, string])[] {
  return Array.from({ length: 60 }, (_, index) => [start + 900 * index, String(0.1 + index / 100)]);
}

async function run(isFiring: boolean, ...words: readonly string[]) {
  const asked: unknown[] = [];
  const answer = {
    head: { facts: { versions: [{ version: "42" }] } },
    charts: [
      {
        monitor,
        evaluations: [
          evaluation(1, 0.91, false),
          evaluation(2, null, false),
          evaluation(3, 0.6, isFiring),
        ],
      },
      { monitor: { ...monitor, id: "pack/fraud/recall/all" }, evaluations: [] },
    ],
    labels: [
      { version: "42", predictions: 200, labelled: 150, delayMsP50: 2_000, delayMsP95: 9_000 },
      { version: "43", predictions: 10, labelled: 0, delayMsP50: null, delayMsP95: null },
    ],
    estimate: {
      rows: 900,
      covered: 880,
      labelledRows: 400,
      warnings: [],
      scores: [
        { measure: "accuracy", value: 0.91, low: 0.89, high: 0.93, reference: 0.95, truth: 0.9 },
      ],
    },
    drift: null,
    slices: {
      measure: "accuracy",
      window: { start: 0, end: 3_600_000 },
      slices: [{ feature: "channel", part: "= app", rows: 200, value: 0.6, rest: 0.95 }],
    },
    incidents: [],
  };
  // The fake types answers as never, because tests give only a part of them.
  const disk = { metric: { instance: "a" }, values: usedSince(1_699_913_900) };
  const app = echoApp({
    "GET /api/v1/models/:model": () => Promise.resolve(answer as never),
    "GET /api/v1/query_range": () =>
      Promise.resolve({
        status: "success",
        data: { resultType: "matrix", result: [disk] },
      } as never),
  });
  const server = await startEcho({ app });
  closing.push(() => server.close());
  const printed: string[] = [];
  const noted: string[] = [];
  const exit = await dispatch(["report", "--url", server.base, ...words], {
    environment: {},
    readFile: () => undefined,
    writeFile: () => undefined,
    fetch: (input, init) => {
      asked.push(input);
      return globalThis.fetch(input, init);
    },
    now: () => 1_700_000_300_000,
    wait: () => Promise.resolve(),
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    isColoured: false,
  });
  return { exit, out: printed.join("\n"), err: noted.join("\n"), asked: String(asked[0]) };
}

describe("aceso report", () => {
  it("shows incidents and the course of each monitor, exit 1 while one fires", async () => {
    const { exit, out, asked } = await run(true, "--model", "fraud", "--from", "2h", "--all");
    expect(exit).toBe(1);
    expect(asked).toContain(`from=${1_700_000_300_000 - 7_200_000}`);
    expect(out).toContain("no incident in this time");
    expect(out).toMatch(/✗ {2}accuracy version=42 +objective {2}█▁/);
    expect(out).toContain("fired in 1 of 3 windows");
    expect(out).toContain("nothing was measured in this time");
    expect(out).toContain(
      "75 % of 200 predictions have their label, half of them within 2 s, 95 % within 9 s",
    );
    expect(out).toContain("accuracy expected 91 % (89 % to 93 %) over 900 predictions");
    expect(out).toContain("came out so far: 90 % of 400 that have their label");
    expect(out).toContain("channel = app");
    expect(out).toContain("accuracy 60 % in 200 labelled predictions, 95 % in the rest");
    expect(out).toContain("none of 10 predictions has a label yet");
  });

  it("is fine when nothing fires, in every format", async () => {
    for (const format of ["text", "json", "md", "html", "junit"]) {
      const { exit, out } = await run(false, "--model", "fraud", "--format", format);
      expect(exit).toBe(0);
      expect(out).toMatch(/Model fraud|"status": "pass"/);
    }
  });

  it("--resources tells when what fills will be full", async () => {
    const { exit, out } = await run(false, "--resources", "--from", "1d");
    expect(exit).toBe(1);
    // 31 hundredths are left at 900 s each: 7.75 hours.
    expect(out).toMatch(/disk a .*\n.*full in 7 h 45 min/);
  });

  it.each([
    [[], "--model is missing"],
    [["--model", "fraud", "--from", "yesterday"], "--from must be a time such as"],
    [["--model", "fraud", "--from", "1h", "--to", "2h"], "--from must be before --to"],
  ])("%s is wrong use", async (words, message) => {
    const { exit, err } = await run(false, ...words);
    expect(exit).toBe(2);
    expect(err).toContain(message);
  });
});
