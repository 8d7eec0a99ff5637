import { describe, expect, it } from "vitest";
import {
  chanceOf,
  forgetMonitors,
  isWeighed,
  newEvidenceBelief,
  weigh,
  type EvidenceBelief,
} from "../../src/detect/evidence-belief.ts";
import { robustSeason } from "../../src/detect/stream/robust-season.ts";
import type { Evaluation, Monitor } from "../../src/model/monitor.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { studentTCdf } from "../../src/stats/distribution/student-t-cdf.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { evaluationOf, monitorOf } from "../incident/fixtures.ts";

const minute = 60_000;
const start = 1_750_000_000_000;

/** A monitor of one of the model's evidence series. */
function evidenceOf(id: string, given: Partial<Monitor> = {}): Monitor {
  return monitorOf({ id, class: "evidence", direction: "both", ...given });
}

/** A verdict so many deviations out; the threshold is the monitor's. */
function verdictOf(monitor: Monitor, windowEnd: number, deviations: number): Evaluation {
  const { threshold } = resolveSettings(robustSeason.settings, monitor.settings).values;
  const isAnomalous = deviations >= threshold;
  return {
    ...evaluationOf(monitor.id, windowEnd),
    state: isAnomalous ? "anomalous" : "normal",
    score: 1 - 2 ** -((deviations / threshold) ** 2),
    firing: isAnomalous,
  };
}

describe("the chance of a verdict", () => {
  it("is Student's t of 30 beyond the deviations, of both sides where both are bad; 1 where it is normal", () => {
    const up = evidenceOf("a", { direction: "up" });
    expect(chanceOf(up, verdictOf(up, 0, 6))).toBeCloseTo(studentTCdf(-6, 30), 15);
    const both = evidenceOf("a");
    expect(chanceOf(both, verdictOf(both, 0, 6))).toBeCloseTo(2 * studentTCdf(-6, 30), 15);
    expect(chanceOf(both, verdictOf(both, 0, 4.9))).toBe(1);
    expect(chanceOf(both, verdictOf(both, 0, 500))).toBe(0);
  });

  it("is not below what robust-season's noise makes, of normal values and of shares of rows", () => {
    const random = seededRandom(5);
    const { values } = resolveSettings(robustSeason.settings, { changeMinRatio: 0 });
    const found = { normal: 0, share: 0 };
    const limit = 3;
    let judged = 0;
    for (let series = 0; series < 2; series++) {
      const states = {
        normal: robustSeason.start(values, "up"),
        share: robustSeason.start(values, "up"),
      };
      for (let index = 0; index < 4_000; index++) {
        const time = start + index * minute;
        let count = 0;
        for (let row = 0; row < 60; row++) count += random.uniform() < 0.1 ? 1 : 0;
        const share = count / 60;
        const standardError = Math.sqrt((share * (1 - share)) / 60);
        const verdicts = {
          normal: states.normal.step({ time, value: random.normal() }),
          share: states.share.step({ time, value: share, count: 60, standardError }),
        };
        if (verdicts.normal.state === "learning") continue;
        judged += 1;
        for (const kind of ["normal", "share"] as const) {
          const deviations = values.threshold * Math.sqrt(-Math.log2(1 - verdicts[kind].score));
          if (deviations >= limit) found[kind] += 1;
        }
      }
    }
    const stated = studentTCdf(-limit, 30);
    // Three standard errors of some twenty counts.
    const most = stated + 3 * Math.sqrt(stated / judged);
    expect(found.normal / judged).toBeLessThan(most);
    expect(found.share / judged).toBeLessThan(most);
  });
});

describe("evidence of one model, weighed together", () => {
  it("takes evidence on measures of a model judged in deviations, never an objective", () => {
    expect(isWeighed(evidenceOf("a"))).toBe(true);
    expect(isWeighed(evidenceOf("a", { detector: "running-band" }))).toBe(true);
    expect(isWeighed(evidenceOf("a", { class: "objective" }))).toBe(false);
    expect(isWeighed(evidenceOf("a", { detector: "cusum" }))).toBe(false);
    const subject = { kind: "host", host: "h" } as const;
    const watch = { kind: "series", expression: "up", subject } as const;
    expect(isWeighed(evidenceOf("a", { watch }))).toBe(false);
  });

  /**
   * Forty features for 300 minutes, of which three drift for half an hour three times; what was believed. At a threshold
   * of 3, so that chance raises anomalies by the dozen.
   */
  function simulate(seed: number) {
    const random = seededRandom(seed);
    const settings = { threshold: 3 };
    const monitors = Array.from({ length: 40 }, (_, index) =>
      evidenceOf(`f${index}`, { settings }),
    );
    const belief = newEvidenceBelief();
    let [right, wrong, raised] = [0, 0, 0];
    for (let index = 0; index < 300; index++) {
      const isEpisode = index % 100 >= 60 && index % 100 < 90;
      monitors.forEach((monitor, place) => {
        const isDrift = isEpisode && place < 3;
        // Student's t of 30: a normal value over the root of a chi-square over its degrees.
        let square = 0;
        for (let term = 0; term < 30; term++) square += random.normal() ** 2;
        const noise = random.normal() / Math.sqrt(square / 30);
        const deviations = Math.abs(noise + (isDrift ? 9 : 0));
        const before = belief.believed.length;
        const verdict = verdictOf(monitor, start + index * minute, deviations);
        if (verdict.state === "anomalous" && !isDrift) raised += 1;
        weigh(belief, monitor, verdict);
        if (belief.believed.length <= before) return;
        if (isDrift) right += 1;
        else wrong += 1;
      });
    }
    return { right, wrong, raised };
  }

  it("at most one in ten of what is believed is chance, though chance raises hundreds of anomalies", () => {
    let [right, wrong, raised] = [0, 0, 0];
    for (let seed = 0; seed < 12; seed++) {
      const found = simulate(seed);
      right += found.right;
      wrong += found.wrong;
      raised += found.raised;
    }
    expect(raised).toBeGreaterThan(300);
    // 12 runs of three features in three episodes.
    expect(right).toBeGreaterThan(0.9 * 12 * 9);
    expect(wrong / (right + wrong)).toBeLessThan(0.1);
  });

  it("a lone weak anomaly among hundreds of series is doubted, the same in company is believed", () => {
    const monitors = Array.from({ length: 200 }, (_, index) => evidenceOf(`f${index}`));
    const quiet = newEvidenceBelief();
    let time = start;
    for (let index = 0; index < 60; index++) {
      time += minute;
      for (const monitor of monitors) weigh(quiet, monitor, verdictOf(monitor, time, 0.5));
    }
    const copy = JSON.parse(JSON.stringify(quiet)) as EvidenceBelief;
    const [first, second] = [monitors[0]!, monitors[1]!];
    weigh(quiet, second, verdictOf(second, time + minute, 5.5));
    expect(quiet.believed).toEqual([]);
    weigh(copy, first, verdictOf(first, time + minute, 12));
    weigh(copy, second, verdictOf(second, time + minute, 5.5));
    expect(copy.believed).toEqual(["f0", "f1"]);
  });

  it("an anomaly is one discovery however long it lasts, and is over with its first normal verdict", () => {
    const monitor = evidenceOf("a");
    const belief = newEvidenceBelief();
    for (let index = 0; index < 50; index++) {
      weigh(belief, monitor, verdictOf(monitor, start + index * minute, 20));
    }
    expect(belief.control.believedCount).toBe(1);
    expect(belief.believed).toEqual(["a"]);
    weigh(belief, monitor, verdictOf(monitor, start + 50 * minute, 0.1));
    expect(belief.believed).toEqual([]);
  });

  it("windows that overlap are one test, and windows without data none", () => {
    const monitor = evidenceOf("a");
    const belief = newEvidenceBelief();
    for (let index = 0; index < 60; index++) {
      weigh(belief, monitor, verdictOf(monitor, start + index * 10_000, 0.3));
    }
    expect(belief.control.tested).toBe(10);
    const empty = { ...verdictOf(monitor, start + 60 * minute, 0), state: "no-data" } as const;
    weigh(belief, monitor, empty);
    expect(belief.control.tested).toBe(10);
  });

  it("forgets monitors that are gone", () => {
    const belief = newEvidenceBelief();
    for (const id of ["a", "b"])
      weigh(belief, evidenceOf(id), verdictOf(evidenceOf(id), start, 30));
    forgetMonitors(belief, (id) => id === "b");
    expect(belief).toMatchObject({ testedAt: { b: start }, believed: ["b"] });
    expect(Object.keys(belief.testedAt)).toEqual(["b"]);
  });
});
