import { afterEach, describe, expect, it } from "vitest";
import { echoApp, startEcho } from "../server/fake-app.ts";
import { runCommand } from "./run-command.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const inspection = {
  model: "fraud",
  judgedBefore: 120,
  judgedSince: 80,
  wrongSince: 30,
  errorLimit: null,
  clusters: [{ where: "country = NL", wrong: 24, right: 5, confusion: null }],
  scattered: 6,
  confusions: [{ label: "ok", output: "fraud", count: 30, shareBefore: 0.02, share: 0.4 }],
  examples: [
    {
      id: "p7",
      time: 1_700_000_000_000,
      version: "2",
      label: "ok",
      output: "fraud",
      confidence: 0.97,
      features: { amount: 900, country: "NL" },
      contributions: [{ feature: "country", amount: 0.61 }],
    },
  ],
};

async function run(answer: unknown, ...words: readonly string[]) {
  // The fake types answers as never, because tests give only a part of them.
  const app = echoApp({
    "GET /api/v1/incidents/:id/inspection": () => Promise.resolve(answer as never),
  });
  const server = await startEcho({ app });
  closing.push(() => server.close());
  return runCommand(["diagnose", "7Q4K", "--examples", "--url", server.base, ...words]);
}

describe("aceso diagnose --examples", () => {
  it("shows confused classes and wrong answers with what speaks for them, exit 1", async () => {
    const { exit, out } = await run(inspection);
    expect(exit).toBe(1);
    expect(out).toContain("of 30 wrong answers 24 have country = NL; 10 % of the right ones do");
    expect(out).toContain("ok taken for fraud: 40 % instead of 2 % (30 rows)");
    expect(out).toContain("fraud with probability 97 %, but it is ok");
    expect(out).toMatch(/country NL: 61 points of probability\n {2}amount 900: 0 points/);
  });

  it("is fine with a model without wrong answers, and prints JSON", async () => {
    const { exit, out } = await run({ ...inspection, confusions: [], examples: [] }, "--json");
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ model: "fraud", examples: [] });
  });
});
