import { describe, expect, it } from "vitest";
import { faultKinds } from "../../src/lab/catalog.ts";
import { runCommand } from "./run-command.ts";

const start = Date.UTC(2026, 0, 31, 12);

/** A drill against an Aceso that takes everything and opens no incident, with this file of settings. */
async function drill(settings: string, ...words: readonly string[]) {
  let now = start;
  const sent = new Map<string, number>();
  const fetch = (url: unknown, init?: RequestInit) => {
    const { pathname } = new URL(String(url));
    if (init?.method === "POST") sent.set(pathname, (sent.get(pathname) ?? 0) + 1);
    return Promise.resolve(Response.json({ incidents: [] }));
  };
  const told = await runCommand(["drill", ...words, "--settings", "lab.json", "--json"], {
    fetch: fetch as typeof globalThis.fetch,
    readFile: (path) => (path === "lab.json" ? settings : undefined),
    now: () => now,
    wait: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });
  return { ...told, sent };
}

const short = { beforeMinutes: 5, duringMinutes: 1 };

describe("aceso drill", () => {
  it("lists every kind of fault", async () => {
    const { exit, out } = await runCommand(["drill", "list"]);
    expect(exit).toBe(0);
    expect(out.split("\n").map((line) => line.split(" ")[0])).toEqual(
      faultKinds.map(({ name }) => name),
    );
  });

  it("draws the kinds that the settings name; a fault that nobody finds is exit 1", async () => {
    const { exit, out, sent } = await drill(JSON.stringify({ ...short, kinds: "disk-full" }));
    expect(JSON.parse(out)).toMatchObject({ kind: "disk-full", isRight: false, answer: null });
    expect(exit).toBe(1);
    for (const path of ["/v1/traces", "/v1/metrics", "/v1/logs"]) {
      expect(sent.get(path)).toBeGreaterThan(5);
    }
  });

  it("is right about a benign one in which nothing is found", async () => {
    const { exit, out } = await drill(JSON.stringify(short), "benign", "--seed", "3");
    expect(JSON.parse(out)).toMatchObject({ kind: "benign", truth: null, isRight: true, seed: 3 });
    expect(exit).toBe(0);
  });

  it.each([
    ["{", "JSON"],
    ["[1]", "an object of settings"],
    ['{"magnitude": "strong"}', "magnitude"],
    ['{"kinds": "gremlins"}', "null-flood"],
    ['{"languageCalls": "api > api"}', "circles"],
  ])("refuses settings with a reason, exit 2: %s", async (settings, reason) => {
    const { exit, out, err } = await drill(settings);
    expect(exit).toBe(2);
    expect(out + err).toContain(reason);
  });
});
