import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dispatch } from "../../src/cli/dispatch.ts";

let folder = "";
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aceso-embed-"));
  // The same words in both files; only the endpoint below knows that some mean something else.
  const text = (isOther: boolean) =>
    `comment\n${Array.from({ length: 200 }, (_, row) => `note ${row} ${isOther && row % 3 > 0 ? "B" : "A"} ${row * 7919}`).join("\n")}\n`;
  writeFileSync(at("reference.csv"), text(false));
  writeFileSync(at("same.csv"), text(false));
  writeFileSync(at("other.csv"), text(true));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(
  current: string,
  answer: (texts: readonly string[]) => Response,
  ...words: readonly string[]
) {
  const printed: string[] = [];
  const noted: string[] = [];
  const bodies: { readonly model: string; readonly input: readonly string[] }[] = [];
  const line = ["check", at("reference.csv"), at(current), "--all", ...words];
  const exit = await dispatch(line, {
    environment: { ACESO_ENDPOINT_KEY: "k" },
    readFile: (path) => readFileSync(path, "utf8"),
    writeFile: () => undefined,
    fetch: (input, init) => {
      expect(String(input)).toBe("http://embed/v1/embeddings");
      expect(new Headers(init?.headers).get("authorization")).toBe("Bearer k");
      const body = JSON.parse(String(init?.body)) as (typeof bodies)[number]; // as the command writes it
      bodies.push(body);
      return Promise.resolve(answer(body.input));
    },
    now: () => 0,
    wait: () => Promise.resolve(),
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    isColoured: false,
  });
  return { exit, out: printed.join("\n"), err: noted.join("\n"), bodies };
}

const flags = ["--embed", "http://embed/v1/embeddings", "--embedder", "small"] as const;

/** Embeddings in which texts with a B lie apart, told in the order they should not be taken in. */
const meaning = (texts: readonly string[]) =>
  Response.json({
    data: texts
      .map((text, index) => ({
        index,
        embedding: [text.includes(" B ") ? 1 : -1, 1, text.length / 99],
      }))
      .toReversed(),
  });

describe("aceso check --embed", () => {
  it("asks for embeddings of both sides and tells other texts by them, exit 1", async () => {
    const { exit, out, bodies } = await run("other.csv", meaning, ...flags);
    expect(bodies).toHaveLength(8);
    expect(bodies[0]).toMatchObject({ model: "small" });
    expect(bodies[0]!.input).toHaveLength(64);
    expect(out).toContain("other texts than before by their embeddings");
    expect(exit).toBe(1);
  });

  it("texts that mean the same are alike", async () => {
    const { exit, out } = await run("same.csv", meaning, ...flags);
    expect(out).toContain("about the same texts by their embeddings");
    expect(exit).toBe(0);
  });

  it.each([
    ["a refusal", () => new Response("no", { status: 500 }), "answer 500 from http://embed"],
    ["no JSON", () => new Response("no"), "is not one embedding a text"],
    ["too few", () => Response.json({ data: [] }), "is not one embedding a text"],
  ])("%s is told, exit 3", async (_, answer, message) => {
    const { exit, err } = await run("same.csv", answer, ...flags);
    expect(err).toContain(message);
    expect(exit).toBe(3);
  });

  it("an endpoint needs a model", async () => {
    const { exit, err } = await run("same.csv", meaning, "--embed", "http://embed/v1/embeddings");
    expect(err).toContain("--embedder");
    expect(exit).toBe(2);
  });
});
