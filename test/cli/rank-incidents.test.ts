import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../src/stats/random.ts";
import { echoApp, startEcho } from "../server/fake-app.ts";
import { runCommand } from "./run-command.ts";

const random = seededRandom(4);

/** Faults have many strong symptoms, false alarms one weak one. */
function incident(id: string, isFault: boolean, verdict: "given" | "open") {
  const count = isFault ? 3 + random.integer(3) : 1;
  const score = isFault ? 0.9 : 0.5 + 0.1 * random.uniform();
  const symptoms = Array.from({ length: count }, (_, index) => ({
    monitor: `m${index}`,
    value: 1,
    expected: 0,
    low: -0.5,
    high: 0.5,
    score,
    class: "objective",
  }));
  const said = isFault
    ? { type: "cause-marked", cause: "c", right: true }
    : { type: "noted", text: "false alarm" };
  return {
    id,
    code: id.toUpperCase(),
    phase: verdict === "given" ? "resolved" : "diagnosed",
    severity: "warning",
    title: { code: "monitor.from-file", params: { file: id } },
    symptoms,
    models: [],
    components: [],
    diagnosis: null,
    resolvedReason: null,
    events: verdict === "given" ? [{ id: "e", incident: id, at: 1, by: "ann", ...said }] : [],
  };
}

const judged = Array.from({ length: 24 }, (_, index) =>
  incident(`old${index}`, index % 2 === 0, "given"),
);
const open = [incident("weak", false, "open"), incident("grave", true, "open")];

let base = "";
let few = "";
const closing: (() => Promise<void> | void)[] = [];

async function serving(incidents: readonly { readonly id: string }[]): Promise<string> {
  const app = {
    ...echoApp({}),
    // Two pages, the second by the cursor of the first.
    "GET /api/v1/incidents": ({ query }: { query: { cursor?: string } }) =>
      Promise.resolve(
        (query.cursor === undefined
          ? { incidents: incidents.slice(0, 10), next: "10" }
          : { incidents: incidents.slice(10), next: null }) as never,
      ),
    "GET /api/v1/incidents/:id": ({ params }: { params: { readonly [name: string]: string } }) =>
      Promise.resolve(incidents.find(({ id }) => id === params["id"]) as never),
  };
  const server = await startEcho({ app });
  closing.push(() => server.close());
  return server.base;
}

beforeAll(async () => {
  base = await serving([...open, ...judged]);
  few = await serving([...open, ...judged.slice(0, 4)]);
});
afterAll(async () => {
  for (const close of closing) await close();
});

const run = (...args: readonly string[]) => runCommand(args);

describe("aceso incidents rank", () => {
  it("puts what people would call a fault first, marks the unlikely ones and hides none", async () => {
    const { exit, out } = await run("incidents", "rank", "--url", base);
    expect(exit).toBe(0);
    expect(out).toContain("12 faults and 12 false alarms");
    expect(out.indexOf("GRAVE")).toBeLessThan(out.indexOf("WEAK"));
    expect(out).toMatch(/WEAK.*false alarm/);
    expect(out).not.toMatch(/GRAVE.*false alarm/);
    expect(out).not.toContain("OLD0");
    const chinese = await run("incidents", "rank", "--url", base, "--lang", "zh");
    expect(chinese.out).toContain("12 次故障");
  });

  it("answers programs with probabilities; nothing is unlikely at --least 0", async () => {
    const { out } = await run("incidents", "rank", "--url", base, "--json", "--least", "0");
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      verdicts: { faults: 12, falseAlarms: 12 },
      incidents: [
        { code: "GRAVE", isUnlikely: false },
        { code: "WEAK", isUnlikely: false },
      ],
    });
    const { incidents } = JSON.parse(out) as { incidents: { probability: number }[] };
    expect(incidents[0]!.probability).toBeGreaterThan(0.5);
    expect(incidents[1]!.probability).toBeLessThan(0.5);
  });

  it("says when there are too few verdicts, and keeps the order of time", async () => {
    const { exit, out } = await run("incidents", "rank", "--url", few);
    expect(exit).toBe(0);
    expect(out).toContain("5 of each are needed");
    expect(out.indexOf("WEAK")).toBeLessThan(out.indexOf("GRAVE"));
  });

  it.each(["fault", "false-alarm"])("learns from what people say: %s", async (verdict) => {
    const asked: unknown[] = [];
    const app = {
      ...echoApp({}),
      "POST /api/v1/incidents/:id/judge": ({ params, body }: { params: object; body: object }) => {
        asked.push({ ...params, ...body });
        return Promise.resolve(open[0] as never);
      },
    };
    const server = await startEcho({ app });
    closing.push(() => server.close());
    const { exit } = await run("incidents", verdict, "WEAK", "--url", server.base, "--json");
    expect([exit, asked]).toEqual([0, [{ id: "WEAK", verdict }]]);
  });

  it("a probability that is none is wrong use", async () => {
    const { exit, err } = await run("incidents", "rank", "--url", base, "--least", "2");
    expect([exit, err]).toEqual([2, expect.stringContaining("--least must be")]);
  });
});
