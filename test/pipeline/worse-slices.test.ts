import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FeatureReference } from "../../src/model/summary.ts";
import { worseSlices } from "../../src/pipeline/worse-slices.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { scratchFolder } from "../scenario/scratch-folder.ts";
import { label, prediction } from "../store/signals.ts";

const minute = 60_000;
const countries: FeatureReference = {
  model: "prices",
  feature: "country",
  bins: { type: "text", categories: ["NL"] },
  histogram: [2, 98],
  count: 100,
  nulls: 0,
  importance: null,
};
// Within the retention of the store, which goes by the machine's clock.
const onset = Math.floor(Date.now() / minute) * minute - 30 * minute;

describe("slices of an incident's models", () => {
  const folder = scratchFolder();
  let store: Store;

  beforeAll(async () => {
    store = await openStore({ dataDir: folder, now: Date.now, log: () => undefined });
  });

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("the slice whose predictions became wrong is found from predictions and labels", async () => {
    const random = seededRandom("slices");
    const predictions = [];
    const labels = [];
    for (let row = 0; row < 3_000; row++) {
      const isLater = row >= 1_500;
      const time = onset + (isLater ? (row - 1_500) * 400 : -(row + 200) * 400);
      const country = ["NL", "DE", "FR"][random.integer(3)] ?? "";
      const device = ["ios", "android"][random.integer(2)] ?? "";
      const isWorse = isLater && country === "NL" && device === "ios";
      const isWrong = random.uniform() < (isWorse ? 0.6 : 0.08);
      const id = String(row);
      predictions.push(
        prediction({
          id,
          model: "prices",
          time,
          outputText: "yes",
          featuresText: new Map([["country", country]]),
          featuresNumber: new Map([["amount", random.uniform()]]),
          tags: new Map([["device", device]]),
        }),
      );
      labels.push(label({ id, model: "prices", labelText: isWrong ? "no" : "yes", time }));
    }
    await store.append({ project: "default", receivedAt: Date.now(), predictions, labels });
    await store.flush();
    await store.resolveLabels("default");
    const asked = {
      models: ["prices", "a-stranger"],
      before: { start: onset - 15 * minute, end: onset - 30_000 },
      during: { start: onset, end: onset + 20 * minute },
      references: new Map([["prices", new Map([["country", countries]])]]),
    };
    const [found, ...others] = await worseSlices({ store }, { name: "default" }, asked);
    expect(others).toEqual([]);
    expect(found?.slices[0]?.predicates).toEqual([
      { column: "country", value: "NL" },
      { column: "tag device", value: "ios" },
    ]);
    expect(found?.referenceShares?.[0]).toBe(0.02);
    expect(found?.rowsDuring).toBe(1_500);
    expect(found?.rateDuring).toBeGreaterThan(found?.rateBefore ?? 1);
  });
});
