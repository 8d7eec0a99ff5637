import { describe, expect, it } from "vitest";
import type { PredictionRow } from "../../src/model/signals.ts";
import type { Window } from "../../src/model/time.ts";
import { differencesOf } from "../../src/pipeline/differences.ts";
import type { StoredSpan } from "../../src/store/store.ts";

const chosen = { start: 4_000, end: 6_000 };
const rest = { start: 0, end: 10_000 };

/** A prediction every 10 ms; within the chosen window nearly all come from one country. */
function predictions({ start, end }: Window): readonly PredictionRow[] {
  const rows: PredictionRow[] = [];
  for (let time = start; time < end; time += 10) {
    const isChosen = time >= chosen.start && time < chosen.end;
    const country = (isChosen && time % 100 !== 0) || time % 70 === 0 ? "NL" : "DE";
    rows.push({
      id: `p${time}`,
      model: "prices",
      version: "1",
      time,
      featuresNumber: new Map([["amount", time % 130]]),
      featuresText: new Map([["country", country]]),
      outputText: "",
      outputNumber: 1,
      scores: new Map(),
      tags: new Map([["team", "a"]]),
      traceId: "",
    });
  }
  return rows;
}

// The other methods of a store are not called.
const loop = {
  store: {
    predictions: (_: string, { window }: { window: Window }) =>
      Promise.resolve(predictions(window)),
    spans: (_: string, { window }: { window: Window }) =>
      Promise.resolve(
        predictions(window).map(
          ({ time, id, featuresText }): StoredSpan =>
            ({
              spanId: id,
              startNs: BigInt(time) * 1_000_000n,
              attributes: { country: featuresText.get("country") ?? "" },
              name: "GET /",
              kind: "server",
              parentSpanId: "",
              peer: "",
              model: "",
              version: "",
              environment: "",
              llm: null,
            }) as unknown as StoredSpan,
        ),
      ),
  } as never,
};

describe("what differs", () => {
  it.each([
    { of: "predictions", model: "prices" },
    { of: "spans", service: "prices-api" },
  ] as const)("between chosen $of and the rest is told with both shares", async (subject) => {
    const found = await differencesOf(loop, "default", { ...subject, chosen, rest });
    expect(found).toMatchObject({ chosen: 200, rest: 800 });
    expect(found.differences[0]).toMatchObject({ where: "country = NL" });
    expect(found.differences[0]?.chosenShare).toBeGreaterThan(0.85);
    expect(found.differences[0]?.restShare).toBeLessThan(0.2);
  });

  it("is nothing between two stretches that are alike", async () => {
    const alike = { chosen: { start: 0, end: 1_400 }, rest: { start: 1_400, end: 3_500 } };
    const found = await differencesOf(loop, "default", { of: "predictions", model: "p", ...alike });
    expect(found.differences).toEqual([]);
  });
});
