import { describe, expect, it } from "vitest";
import type { Window } from "../../../src/model/time.ts";
import { rowEvidenceRoutes } from "../../../src/server/application/row-evidence.ts";

const now = Date.UTC(2026, 10, 20, 10);

// model → its outlying rows
const outlying = new Map([["fraud", [700, 100].map((ago) => ({ id: `${ago}`, time: now - ago }))]]);

/** The windows of which judged predictions were asked, in order, and the outlying rows that were shown. */
async function askedBy(query: { from?: number; to?: number }) {
  const asked: Window[] = [];
  const store = {
    judgedPredictions(_project: string, { window }: { readonly window: Window }) {
      asked.push(window);
      return Promise.resolve([]);
    },
  };
  // Nothing else of the engine is touched.
  const routes = rowEvidenceRoutes({
    loop: { store, now: () => now },
    schedule: { project: (name: string) => Promise.resolve({ name, rows: { outlying } }) },
  } as never);
  const request = { params: { model: "fraud" }, query, identity: { project: "default" } };
  const found = await routes["GET /api/v1/models/:model/inspection"](request as never);
  return { asked, outlying: found.outlying.map(({ id }) => id) };
}

describe("the inspection of a model without an incident", () => {
  it("compares a stretch with the one before it, as long", async () => {
    expect(await askedBy({ from: now - 900, to: now - 600 })).toEqual({
      asked: [
        { start: now - 1_200, end: now - 900 },
        { start: now - 900, end: now - 600 },
      ],
      outlying: ["700"],
    });
  });

  it("is of the last hour where none is named", async () => {
    const found = await askedBy({});
    expect(found.asked[1]).toEqual({ start: now - 3_600_000, end: now + 60_000 });
    expect(found.outlying).toEqual(["700", "100"]);
  });
});
