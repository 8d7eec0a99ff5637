import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/model/incident.ts";
import type { PredictionRow } from "../../src/model/signals.ts";
import type { Window } from "../../src/model/time.ts";
import { capturedInputs } from "../../src/pipeline/captured-inputs.ts";
import { nothingKnown } from "../../src/pipeline/known.ts";
import type { StoredSpan } from "../../src/store/store.ts";
import { makeCase } from "../diagnose/case.ts";

const base = makeCase("nothing", 1).file.incident;
const incident: Incident = { ...base, models: ["writer"], onset: 10_000_000, resolvedAt: null };
const now = 10_600_000;

const prediction = (time: number, index: number): PredictionRow => ({
  id: `p${index}`,
  model: "writer",
  version: "3",
  time,
  featuresNumber: new Map([["amount", index]]),
  featuresText: new Map([["country", null]]),
  outputText: "yes",
  outputNumber: null,
  scores: new Map(),
  tags: new Map(),
  traceId: "",
});

const inside = (window: Window) =>
  Array.from({ length: 30 }, (_, index) => prediction(window.end - 1_000 * (index + 1), index));

function capture(of: {
  readonly judged?: boolean;
  readonly plain?: boolean;
  readonly spans?: readonly StoredSpan[];
}) {
  const store = {
    judgedPredictions: (_: string, { window }: { window: Window }) =>
      Promise.resolve(
        of.judged
          ? inside(window).map((row) => ({ prediction: row, label: "no", isWrong: true }))
          : [],
      ),
    predictions: (_: string, { window }: { window: Window }) =>
      Promise.resolve(of.plain ? inside(window) : []),
    spans: (_: string, { window }: { window: Window }) =>
      Promise.resolve(
        (of.spans ?? []).filter(
          ({ startNs }) =>
            Number(startNs) / 1e6 >= window.start && Number(startNs) / 1e6 < window.end,
        ),
      ),
  };
  const known = {
    ...nothingKnown,
    formats: { writer: "json" },
    models: [{ model: "writer", services: ["writer-api"] } as never],
  };
  // The other methods of a store are not called.
  return capturedInputs(
    { store: store as never, now: () => now },
    { name: "default", known },
    { incident, limit: 10 },
  );
}

describe("inputs captured for a replay", () => {
  it("are judged predictions of both sides, oldest first, at most the limit on each", async () => {
    const { inputs, format } = await capture({ judged: true, plain: true });
    expect(format).toBe("json");
    expect(inputs.filter(({ side }) => side === "before")).toHaveLength(10);
    expect(inputs).toHaveLength(20);
    expect(inputs.toSorted((a, b) => a.time - b.time)).toEqual(inputs);
    expect(inputs.at(-1)).toMatchObject({ side: "since", label: "no", failed: true });
    expect(inputs[0]?.features).toHaveProperty("country", null);
  });

  it("without labels are the newest predictions, judged by the output format", async () => {
    const { inputs } = await capture({ plain: true });
    expect(inputs[0]).toMatchObject({ label: "", output: "yes", failed: true });
  });

  it("of a language model are its calls with their prompts", async () => {
    const call = {
      traceId: "t",
      spanId: "s",
      startNs: BigInt(incident.onset + 1_000) * 1_000_000n,
      status: "ok",
      model: "writer",
      version: "2",
      llm: {},
      input: "write",
      output: "{}",
    };
    // Only what is read of a span.
    const { inputs } = await capture({ spans: [call as never] });
    expect(inputs).toMatchObject([{ prompt: "write", output: "{}", failed: false, side: "since" }]);
  });

  it("are none where nothing was captured", async () => {
    expect((await capture({})).inputs).toEqual([]);
  });
});
