import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dispatch } from "../../src/cli/dispatch.ts";

const folder = mkdtempSync(join(tmpdir(), "aceso-judge-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "answers.ndjson");
const rows = Array.from({ length: 40 }, (_, row) => ({
  id: `a${row}`,
  question: `${row} + 1?`,
  output: row % 4 === 0 ? "many" : String(row + 1),
  label: row % 4 === 0 ? "no" : "yes",
}));
writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));

async function run(...words: readonly string[]) {
  const asked: string[] = [];
  const sent = new Map<string, unknown>();
  const printed: string[] = [];
  const exit = await dispatch(["judge", file, "--endpoint", "http://judge/chat", ...words], {
    environment: {},
    readFile: () => undefined,
    writeFile: () => undefined,
    fetch: (input, init) => {
      const body = String(init?.body);
      if (!String(input).startsWith("http://judge")) {
        sent.set(String(input), JSON.parse(body));
        return Promise.resolve(new Response("{}"));
      }
      asked.push(body);
      const verdict = body.includes("<answer>many") ? "no" : "yes";
      const content = `{"reason": "seen", "verdict": "${verdict}"}`;
      return Promise.resolve(Response.json({ choices: [{ message: { content } }] }));
    },
    now: () => 1_800_000_000_000,
    wait: () => Promise.resolve(),
    print: (line) => printed.push(line),
    note: () => undefined,
    isColoured: false,
  });
  return { exit, asked, sent, text: printed.join("\n") };
}

describe("aceso judge", () => {
  it("asks about every answer, tells the share of yes and the agreement with people", async () => {
    const { exit, asked, text } = await run("--judge", "big", "--question", "Is the sum right?");
    expect(exit).toBe(0);
    expect(asked).toHaveLength(40);
    expect(asked[0]).toContain("Is the sum right?");
    expect(text).toContain("yes to 75 % of the answers");
    expect(text).toContain("agrees with people on 100 % of 40; kappa 1");
  });

  it("the budget holds, and a share beyond the limit fails", async () => {
    const { exit, asked } = await run("--judge", "big", "--rows", "20", "--least", "0.99");
    expect(asked).toHaveLength(20);
    expect(exit).toBe(1);
  });

  it("--send gives Aceso the verdicts as feedback, named by prompt and judge", async () => {
    const { sent } = await run("--judge", "big", "--model", "sums", "--send", "--url", "http://a");
    const told = sent.get("http://a/api/v1/feedback");
    expect(told).toHaveLength(40);
    expect(told).toContainEqual({
      model: "sums",
      id: "a0",
      name: expect.stringMatching(/^judge-[0-9a-f]{8}$/) as string,
      value: 0,
    });
  });

  it("no model judges its own answers, and no endpoint is asked unasked", async () => {
    expect((await run("--judge", "sums", "--model", "sums")).exit).toBe(2);
    expect((await run()).exit).toBe(2);
  });
});
