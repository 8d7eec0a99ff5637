import { describe, expect, it } from "vitest";
import { robustSeason } from "../../../src/detect/stream/robust-season.ts";
import { advanceHold, noHold } from "../../../src/incident/hold.ts";
import type { Json } from "../../../src/model/json.ts";
import type { BadDirection } from "../../../src/model/monitor.ts";
import { resolveSettings } from "../../../src/model/settings.ts";
import { day, hour, minute, second } from "../../../src/model/time.ts";
import type { Point, Verdict } from "../../../src/model/verdict.ts";
import { seededRandom, type Random } from "../../../src/stats/random.ts";

// A Thursday, 00:00 UTC.
const start = 1_750_291_200_000;
const historyEnd = start + 14 * day;

interface Given {
  readonly settings?: { readonly [name: string]: Json };
  readonly direction?: BadDirection;
}

function detect(points: Iterable<Point>, given: Given = {}): readonly (Verdict & Point)[] {
  const { values, problems } = resolveSettings(robustSeason.settings, given.settings);
  expect(problems).toEqual([]);
  const state = robustSeason.start(values, given.direction ?? "both");
  return Array.from(points, (point) => ({ ...point, ...state.step(point) }));
}

const anomalous = (verdicts: readonly Verdict[]): number =>
  verdicts.filter(({ state }) => state === "anomalous").length;

/** Times at which a monitor with hold 2 begins to fire, from `from` on. */
function firings(verdicts: readonly (Verdict & Point)[], from: number): readonly number[] {
  let hold = noHold;
  const fired: number[] = [];
  for (const { state, time } of verdicts) {
    if (time < from) continue;
    const next = advanceHold(hold, { state, window: { start: time - minute, end: time } }, 2);
    hold = next.state;
    if (next.change === "fired") fired.push(time);
  }
  return fired;
}

function series(count: number, value: (index: number, time: number) => number): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const time = start + index * minute;
    return { time, value: value(index, time) };
  });
}

/**
 * What a new monitor sees: two weeks of 60 s windows every 30 min, then live windows of 60 s every 10 s,
 * each made of six buckets of 10 s.
 */
function* replayThenLive<Bucket>(
  liveMs: number,
  bucket: (time: number) => Bucket,
  window: (buckets: readonly Bucket[]) => Omit<Point, "time">,
): Generator<Point> {
  for (let begin = start; begin < historyEnd; begin += 30 * minute) {
    const buckets = Array.from({ length: 6 }, (_, index) => bucket(begin + index * 10 * second));
    yield { time: begin + minute, ...window(buckets) };
  }
  const last: Bucket[] = [];
  for (let time = historyEnd; time < historyEnd + liveMs; time += 10 * second) {
    last.push(bucket(time));
    if (last.length > 6) last.shift();
    if (last.length === 6) yield { time: time + 10 * second, ...window(last) };
  }
}

const mean = (buckets: readonly number[]): Omit<Point, "time"> => ({
  value: buckets.reduce((sum, value) => sum + value, 0) / buckets.length,
});

interface Share {
  readonly hits: number;
  readonly rows: number;
}
function share(buckets: readonly Share[]): Omit<Point, "time"> {
  const rows = buckets.reduce((sum, bucket) => sum + bucket.rows, 0);
  const value = buckets.reduce((sum, bucket) => sum + bucket.hits, 0) / rows;
  return { value, count: rows, standardError: Math.sqrt((value * (1 - value)) / rows) };
}
function draw(random: Random, rows: number, probability: number): Share {
  let hits = 0;
  for (let row = 0; row < rows; row++) if (random.uniform() < probability) hits += 1;
  return { hits, rows };
}

const dayWave = (time: number): number => 1 + 0.5 * Math.sin((2 * Math.PI * (time % day)) / day);
const heavy = (random: Random): number => {
  const chi = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return random.normal() / Math.sqrt(chi / 3);
};

const quality = { changeMin: 0.05, changeMinRatio: 0, countMin: 10 };
const errors = { changeMin: 0.02, changeMinRatio: 0, countMin: 10 };
const sensitive = { changeMinRatio: 0 };

describe("robust-season is quiet", () => {
  // A day of overlapping windows each: 8,635 points. At threshold 5 Gaussian windows alarm once in 3.5
  // million independent ones (2 x 2.9e-7), so none is expected here.
  it.each([
    ["Gaussian noise", (random: Random) => () => 100 + 10 * random.normal()],
    [
      "a daily season",
      (random: Random) => (time: number) => 100 * dayWave(time) + 5 * random.normal(),
    ],
    [
      "a slow trend",
      (random: Random) => (time: number) => 100 + (time - start) / day + 5 * random.normal(),
    ],
  ])("on %s, live windows overlapping", (_, make) => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const points = replayThenLive(day, make(random), mean);
      const verdicts = detect(points, { settings: sensitive });
      expect(firings(verdicts, historyEnd), `seed ${seed}`).toEqual([]);
    }
  });

  it("on heavy tails (Student, 3 degrees) fires at most 8 times a day per series, without any relevance setting", () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const points = replayThenLive(day, () => 100 + 10 * heavy(random), mean);
      const verdicts = detect(points, { settings: sensitive });
      expect(firings(verdicts, historyEnd).length, `seed ${seed}`).toBeLessThanOrEqual(8);
    }
  });

  it("on shares of few rows: accuracy of 12 and errors of 18 rows a window", () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const accuracy = replayThenLive(day, () => draw(random, 2, 0.9), share);
      const found = detect(accuracy, { settings: quality, direction: "down" });
      expect(anomalous(found), `accuracy, seed ${seed}`).toBe(0);
      const failing = replayThenLive(day, () => draw(random, 3, 0.003), share);
      const alarms = detect(failing, { settings: errors, direction: "up" });
      expect(anomalous(alarms), `errors, seed ${seed}`).toBe(0);
    }
  });

  it("on correlated noise (first order, 0.9) over two weeks", () => {
    const random = seededRandom(5);
    let state = 0;
    const points = series(14 * 1440, () => {
      state = 0.9 * state + Math.sqrt(1 - 0.81) * random.normal();
      return 100 + state;
    });
    expect(anomalous(detect(points, { settings: sensitive }))).toBe(0);
  });

  it("in its first days without history, though the season is not known yet", () => {
    const random = seededRandom(6);
    const points = series(4 * 1440, (_, time) => 100 * dayWave(time) + 5 * random.normal());
    expect(anomalous(detect(points))).toBe(0);
  });

  it("on changes too small to matter", () => {
    const points = series(400, (index) => (index < 300 ? 100 : 104) + (index % 2) * 0.01);
    expect(anomalous(detect(points, { settings: { changeMinRatio: 0.05 } }))).toBe(0);
    expect(anomalous(detect(points, { settings: { changeMinRatio: 0.03 } }))).toBeGreaterThan(50);
  });

  it("on the harmless side", () => {
    const points = series(400, (index) => (index < 300 ? 100 + (index % 3) : 20));
    expect(anomalous(detect(points, { direction: "up" }))).toBe(0);
    expect(anomalous(detect(points, { direction: "down" }))).toBe(100);
  });
});

describe("robust-season finds", () => {
  it("a lasting shift of 4 standard deviations within 3 windows, for four seeds of five", () => {
    const delays = Array.from({ length: 40 }, (_, seed) => {
      const random = seededRandom(seed);
      const points = series(520, (index) => 100 + random.normal() + (index >= 500 ? 4 : 0));
      const verdicts = detect(points, { settings: sensitive }).slice(500);
      return 1 + verdicts.findIndex(({ state }) => state === "anomalous");
    });
    const within = delays.filter((delay) => delay >= 1 && delay <= 3).length;
    expect(within).toBeGreaterThanOrEqual(32);
  });

  it("says so where the last windows together are odd and the newest alone is not", () => {
    const random = seededRandom("together");
    const points = Array.from({ length: 200 }, (_, index) => ({
      time: start + index * minute,
      value: 10 + random.normal() + (index >= 190 ? 4 : 0),
    }));
    const alarms = detect(points).filter(({ state }) => state === "anomalous");
    const claims = alarms.map(({ value, low = NaN, high = NaN, reason }) => {
      return [reason.code, value >= low && value <= high ? "inside" : "outside"];
    });
    expect(claims).toContainEqual(["detect/above-together", "inside"]);
    for (const [code, side] of claims) {
      expect(code === "detect/above-together").toBe(side === "inside");
    }
  });

  it("a gross shift at its first window", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const random = seededRandom(seed);
      const points = series(501, (index) => 100 + random.normal() + (index >= 500 ? 20 : 0));
      const last = detect(points).at(-1);
      expect(last).toMatchObject({ state: "anomalous" });
      expect(last?.score).toBeGreaterThan(0.99);
    }
  });

  // Windows close 5 s after their end. A fault begins at any moment, also within a bucket.
  it.each([
    ["accuracy 0.95 → 0.3, 30 rows a window-sixth", quality, "down", 30, 0.95, 0.3, 35],
    ["valid outputs 1 → 0.1, 10 rows a window-sixth", quality, "down", 10, 1, 0.1, 35],
    ["errors 0.003 → 0.5, 20 rows a window-sixth", errors, "up", 20, 0.003, 0.5, 30],
  ] as const)(
    "%s within the time to open an incident",
    (_, settings, direction, rows, before, after, typical) => {
      const delays = Array.from({ length: 20 }, (__, seed) => {
        const random = seededRandom(seed);
        const onset = historyEnd + 10 * minute + ((seed * 1_700) % 10_000);
        const bucket = (time: number): Share => {
          const late = Math.min(1, Math.max(0, (time + 10 * second - onset) / (10 * second)));
          const faulty = Math.round(rows * late);
          const [good, bad] = [draw(random, rows - faulty, before), draw(random, faulty, after)];
          return { hits: good.hits + bad.hits, rows };
        };
        const points = replayThenLive(12 * minute, bucket, share);
        const fired = firings(detect(points, { settings, direction }), historyEnd);
        return ((fired[0] ?? Number.POSITIVE_INFINITY) + 5 * second - onset) / second;
      }).toSorted((a, b) => a - b);
      expect(delays[10]).toBeLessThanOrEqual(typical);
      expect(delays.at(-1)).toBeLessThanOrEqual(60);
      expect(delays[0]).toBeGreaterThan(0);
    },
  );

  it("an hour that is unusual for its time of day, though not for the day", () => {
    const random = seededRandom(9);
    // The wave peaks at 06:00 and is lowest at 18:00: a peak's value in the evening.
    const points = series(21 * 1440, (index, time) => {
      const odd = index > 20 * 1440 + 17.5 * 60 && index <= 20 * 1440 + 18.5 * 60;
      return odd ? 140 : 100 * dayWave(time) + 5 * random.normal();
    });
    const verdicts = detect(points);
    const odd = verdicts.slice(20 * 1440 + 17.5 * 60 + 1, 20 * 1440 + 18.5 * 60);
    expect(anomalous(odd)).toBeGreaterThan(50);
    expect(anomalous(verdicts) - anomalous(odd)).toBeLessThanOrEqual(1);
  });
});

describe("robust-season learns", () => {
  it("tells its progress and has no band while learning", () => {
    const verdicts = detect(series(31, () => 1));
    expect(verdicts[14]).toMatchObject({ state: "learning", progress: 0.5, score: 0 });
    expect(verdicts[14]?.low).toBeUndefined();
    expect(verdicts[30]).toMatchObject({ state: "normal", expected: 1 });
  });

  it("counts overlapping windows by the data they add", () => {
    const points = series(181, () => 1).map((point, index) => ({
      ...point,
      time: start + index * 10 * second,
    }));
    const learning = detect(points).filter(({ state }) => state === "learning").length;
    // 30 windows of 60 s at steps of 10 s: 1 + 29 x 6 points, give or take one for rounding.
    expect(Math.abs(learning - 175)).toBeLessThanOrEqual(1);
  });

  it("a new level only after relearnMs", () => {
    const random = seededRandom(4);
    const points = series(1_000, (index) => (index < 300 ? 100 : 200) + random.normal());
    const verdicts = detect(points, { settings: { relearnMs: 4 * hour } });
    expect(anomalous(verdicts.slice(300, 535))).toBe(235);
    expect(anomalous(verdicts.slice(545))).toBe(0);
  });

  it("nothing from a fault: the band afterwards is the one before", () => {
    const random = seededRandom(8);
    const points = series(
      700,
      (index) => (index >= 400 && index < 460 ? 30 : 10) + random.normal(),
    );
    const verdicts = detect(points);
    const [before, after] = [verdicts[395], verdicts[480]];
    const width = (verdict: Verdict | undefined): number => verdict!.high! - verdict!.low!;
    expect(anomalous(verdicts.slice(400, 460))).toBe(60);
    expect(anomalous(verdicts.slice(460))).toBe(0);
    expect(width(after) / width(before)).toBeLessThan(1.15);
  });

  it("says no-data without a value and with too few rows, and learns nothing from either", () => {
    const verdicts = detect(
      [
        { time: start, value: Number.NaN },
        { time: start + minute, value: 1, count: 3 },
      ],
      { settings: { countMin: 10 } },
    );
    expect(verdicts.map(({ state }) => state)).toEqual(["no-data", "no-data"]);
  });

  it("a logarithm's band is positive and of equal factors", () => {
    const random = seededRandom(2);
    const points = series(200, () => 100 * Math.exp(0.2 * random.normal()));
    const last = detect(points, { settings: { transform: "log" } }).at(-1)!;
    expect(last.low!).toBeGreaterThan(0);
    expect(last.high! / last.expected!).toBeGreaterThan(2);
  });
});
