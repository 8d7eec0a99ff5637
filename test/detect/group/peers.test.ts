import { describe, expect, it } from "vitest";
import { peers } from "../../../src/detect/group/peers.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const replicas = 5;

/** Latencies of five replicas under a load that changes; `change` is added to replica 3. */
function verdicts(count: number, change: (row: number) => number, settings = {}) {
  const random = seededRandom(2);
  const state = peers.start(resolveSettings(peers.settings, settings).values, replicas);
  return Array.from({ length: count }, (_, row) => {
    const load = 100 + 60 * Math.sin(row / 50) + (row > 600 ? 200 : 0);
    const values = Array.from(
      { length: replicas },
      (_, replica) => load + 10 * replica + 2 * random.normal() + (replica === 3 ? change(row) : 0),
    );
    return state.step({ time: row * 60_000, values });
  });
}

const anomalous = (found: ReturnType<typeof verdicts>): readonly number[] =>
  found.flatMap(({ state }, row) => (state === "anomalous" ? [row] : []));

describe("peers", () => {
  it("are silent while all move together, whatever the load does", () => {
    expect(anomalous(verdicts(2_000, () => 0))).toEqual([]);
  });

  it("name the replica that leaves them, with its value and what was usual", () => {
    const found = verdicts(1_000, (row) => (row >= 900 ? 20 : 0));
    expect(anomalous(found)[0]).toBe(900);
    const [part] = found[900]!.channels;
    expect(part).toMatchObject({ channel: 3, share: 1 });
    expect(part!.value - part!.usual).toBeGreaterThan(10);
  });

  it("find a drift of one replica that no limit of its own would", () => {
    const found = anomalous(verdicts(1_000, (row) => Math.max(0, (row - 800) / 5)));
    expect(found[0]).toBeGreaterThan(805);
    expect(found[0]).toBeLessThan(900);
  });

  it("take a lasting difference for usual after the rows set for it", () => {
    const found = anomalous(verdicts(1_000, (row) => (row >= 500 ? 40 : 0), { relearnRows: 100 }));
    expect(found[0]).toBe(500);
    expect(found.length).toBe(100);
  });

  it("want three series with values", () => {
    const state = peers.start(resolveSettings(peers.settings).values, 3);
    const verdict = state.step({ time: 0, values: [1, Number.NaN, 2] });
    expect(verdict.state).toBe("no-data");
  });
});
