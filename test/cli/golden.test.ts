import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dispatch } from "../../src/cli/dispatch.ts";

const folder = mkdtempSync(join(tmpdir(), "aceso-golden-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "golden.csv");
const lines = Array.from({ length: 60 }, (_, row) => `${row},${row % 7},${row % 2 ? "yes" : "no"}`);
writeFileSync(file, `id,visits,label\n${lines.join("\n")}\n`);

/** A model that answers right but for the rows below `wrong`; what Aceso is sent is recorded. */
async function run(wrong: number, ...words: readonly string[]) {
  const asked: unknown[] = [];
  const sent = new Map<string, unknown>();
  const written = new Map<string, string>();
  const printed: string[] = [];
  let next = 0;
  const exit = await dispatch(
    ["golden", file, "--endpoint", "http://model/predict", "--rows", "60", ...words],
    {
      environment: { ACESO_ENDPOINT_KEY: "s3cret" },
      readFile: () => undefined,
      writeFile: (path, text) => written.set(path, text),
      fetch: (input, init) => {
        const url = String(input);
        const body: unknown = JSON.parse(String(init?.body));
        if (!url.startsWith("http://model")) {
          sent.set(url, body);
          return Promise.resolve(new Response("{}"));
        }
        asked.push([body, new Headers(init?.headers).get("authorization")]);
        const isRight = next >= wrong;
        const output = (next % 2 === 1) === isRight ? "yes" : "no";
        next += 1;
        return Promise.resolve(Response.json({ output }));
      },
      now: () => 1_800_000_000_000,
      wait: () => Promise.resolve(),
      print: (line) => printed.push(line),
      note: () => undefined,
      isColoured: false,
    },
  );
  return { exit, asked, sent, written, text: printed.join("\n") };
}

describe("aceso golden", () => {
  it("asks the endpoint every question with the key, and passes a model that is right", async () => {
    const { exit, asked, text } = await run(0, "--set", "accuracy=0.9");
    expect(exit).toBe(0);
    expect(asked).toHaveLength(60);
    expect(asked[0]).toEqual([{ features: { visits: 0 } }, "Bearer s3cret"]);
    expect(text).toContain("accuracy 100 %");
  });

  it("a run becomes the reference of the next, which fails when answers turned wrong", async () => {
    const results = join(folder, "one.ndjson");
    const first = await run(0, "--results", results);
    writeFileSync(results, first.written.get(results) ?? "");
    const second = await run(12, "--reference", results);
    expect(second.exit).toBe(1);
    expect(second.text).toContain("12 right answers became wrong");
  });

  it("--send gives Aceso the answers with their labels, as a model of its own", async () => {
    const { sent } = await run(
      0,
      "--send",
      "--model",
      "churn",
      "--version",
      "3",
      "--url",
      "http://a",
    );
    expect([...sent.keys()]).toEqual(["http://a/api/v1/predictions", "http://a/api/v1/labels"]);
    const about = { id: "1800000000000-0", model: "churn:golden", time: 1_800_000_000_000 };
    expect(sent.get("http://a/api/v1/predictions")).toContainEqual({
      ...about,
      version: "3",
      features: { visits: 0 },
      output: "no",
    });
    expect(sent.get("http://a/api/v1/labels")).toContainEqual({ ...about, label: "no" });
  });

  it("what cannot be read is wrong use", async () => {
    expect((await run(0, "--request", "{features}")).exit).toBe(2);
    expect((await run(0, "--rows", "none")).exit).toBe(2);
    expect((await run(0, "--set", "accuracy")).exit).toBe(2);
    expect((await run(0, "--label", "nothing")).exit).toBe(2);
  });
});
