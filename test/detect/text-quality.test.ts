import { expect, it } from "vitest";
import { watchRules } from "../../src/detect/packs/rules.ts";
import { robustSeason } from "../../src/detect/stream/robust-season.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { seededRandom } from "../../src/stats/random.ts";

const windows = 400;
const rows = 200;

/** Windows at which a loss of this share of good answers from window 300 on is alarmed. */
function alarms(seed: number, loss: number): readonly number[] {
  const random = seededRandom(seed);
  const { values } = resolveSettings(robustSeason.settings, watchRules["token-f1"]?.settings);
  const state = robustSeason.start(values, "down");
  return Array.from({ length: windows }, (_, window) => {
    let [sum, squares] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const [kind, share] = [random.uniform(), random.uniform()];
      const isLost = window >= 300 && random.uniform() < loss;
      const f1 = isLost ? 0 : kind < 0.4 ? 1 : kind < 0.5 ? 0 : share;
      sum += f1;
      squares += f1 * f1;
    }
    const value = sum / rows;
    const standardError = Math.sqrt((squares / rows - value * value) / (rows - 1));
    const time = window * 600_000;
    return state.step({ time, value, count: rows, standardError }).state;
  }).flatMap((verdict, window) => (verdict === "anomalous" ? [window] : []));
}

it("the shared words of answers alarm nobody while nothing changes, and soon when a third is lost", () => {
  for (let seed = 1; seed <= 20; seed++) expect(alarms(seed, 0)).toEqual([]);
  for (let seed = 1; seed <= 5; seed++) {
    const [first, second] = alarms(seed, 0.35);
    expect(first).toBeGreaterThanOrEqual(300);
    expect(second).toBeLessThan(305);
  }
});
