import { streamDetectors } from "../../src/detect/catalog.ts";
import type { StreamDetector } from "../../src/detect/detector.ts";
import { robustSeason } from "../../src/detect/stream/robust-season.ts";
import { advanceHold, noHold } from "../../src/incident/hold.ts";
import type { Json } from "../../src/model/json.ts";
import type { BadDirection } from "../../src/model/monitor.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { quantileSorted } from "../../src/stats/quantile.ts";
import type { Figure } from "../report.ts";
import { quietSeries, type QuietSeries } from "./quiet-series.ts";
import type { DetectSet } from "./set.ts";
import { shippedObjectives } from "./shipped-objectives.ts";

const seriesCount = 50;
const weekMs = 7 * 86_400_000;
/** Detectors judged where none is named, and after how many anomalous windows in a row each alarms as shipped. */
const judged: { readonly [name: string]: number } = {
  "robust-season": 2,
  ensemble: 1,
  "lasting-ensemble": 2,
  "running-band": 2,
};

/**
 * How often the detectors alarm where nothing is known to be wrong, with default settings: alarms (runs of anomalous
 * windows) per series and week over 50 normal parts of the data given, and the run length, windows judged per alarm,
 * against the one the detector states. `robust-season-shipped` judges the same series by the rules of the shipped monitors
 * that open incidents, each on the series its unit can be.
 */
export const alarms: DetectSet = {
  name: "alarms",
  folder: null,
  async run({ data, seed, detectors }) {
    const series = data === "" ? [] : quietSeries(data, seriesCount, seed);
    if (series.length === 0) {
      return {
        figures: [],
        notes: ["alarms: skipped, no normal parts of nab/, smd/ or asd/ under --data"],
      };
    }
    const names = detectors ?? Object.keys(judged);
    const chosen = streamDetectors.filter(({ name }) => names.includes(name));
    const shipped = names.includes(robustSeason.name) ? shippedFigures(series) : [];
    return {
      figures: [...chosen.flatMap((detector) => alarmFigures(detector, series)), ...shipped],
      notes: [
        `alarms: ${series.length} quiet series drawn with seed ${seed}; robust-season, lasting-ensemble and running-band hold 2 windows as monitors do, others 1`,
        "alarms: robust-season-shipped-RULE judges as the shipped monitors of RULE do (bad side, least change that matters, logarithm, hold 2): shares on series within 0 and 1, factors on positive ones; no row counts or standard errors, which live windows have, and no least change in ms",
      ],
    };
  },
};

function alarmFigures(detector: StreamDetector, series: readonly QuietSeries[]): Figure[] {
  const counted = series.map((one) => countAlarms(detector, one));
  const { runLengthWindows: stated } = detector;
  const realised = runLength(counted);
  const length: Figure = figure(`${detector.name}-run-length`, realised, "windows");
  if (stated === undefined) return [...rateFigures(detector.name, counted), length];
  const factor = Math.max(realised / stated, stated / realised);
  return [
    ...rateFigures(detector.name, counted),
    { ...length, reference: stated, referenceName: "stated" },
    figure(`${detector.name}-run-length-factor`, factor, "ratio", 2),
  ];
}

function shippedFigures(series: readonly QuietSeries[]): Figure[] {
  const all: Counted[] = [];
  const ruleFigures = shippedObjectives().flatMap(({ name, settings, direction, fits }) => {
    const counted = series
      .filter(({ values }) => fits(values))
      .map((one) => countAlarms(robustSeason, one, { settings, direction }));
    if (counted.length === 0) return [];
    all.push(...counted);
    const measure = `robust-season-shipped-${name}`;
    return [
      figure(`${measure}-series`, counted.length, "1"),
      ...rateFigures(measure, counted, { isHeld: false }),
    ];
  });
  if (all.length === 0) return [];
  const length = figure("robust-season-shipped-run-length", runLength(all), "windows");
  return [...rateFigures("robust-season-shipped", all), length, ...ruleFigures];
}

interface Counted {
  readonly alarms: number;
  readonly windows: number;
  readonly weeks: number;
}

function rateFigures(
  name: string,
  counted: readonly Counted[],
  { isHeld }: { readonly isHeld: boolean } = { isHeld: true },
): Figure[] {
  const perWeek = Float64Array.from(counted, ({ alarms: count, weeks }) => count / weeks).sort();
  const alarmCount = sumOf(counted, (one) => one.alarms);
  const weeks = sumOf(counted, (one) => one.weeks);
  const perDay = quantileSorted(perWeek, 0.5) / 7;
  return [
    figure(`${name}-alarms-per-day-median`, perDay, "1/d", isHeld ? 0 : undefined),
    figure(`${name}-alarms-per-series-week`, alarmCount / weeks, "1/week", isHeld ? 1 : undefined),
    figure(`${name}-alarms-per-series-week-max`, perWeek.at(-1) ?? 0, "1/week"),
  ];
}

function runLength(counted: readonly Counted[]): number {
  return (
    sumOf(counted, (one) => one.windows) /
    Math.max(
      1,
      sumOf(counted, (one) => one.alarms),
    )
  );
}

function sumOf(counted: readonly Counted[], of: (one: Counted) => number): number {
  return counted.reduce((sum, one) => sum + of(one), 0);
}

function figure(measure: string, value: number, unit: string, target?: number): Figure {
  const aim = target === undefined ? {} : ({ target, better: "lower" } as const);
  return { bench: "detect", set: "alarms", measure, value, unit, ...aim };
}

function countAlarms(
  detector: StreamDetector,
  { times, values }: QuietSeries,
  given: {
    readonly settings?: { readonly [name: string]: Json };
    readonly direction?: BadDirection;
  } = {},
): Counted {
  const { settings = {}, direction = "both" } = given;
  const state = detector.start(resolveSettings(detector.settings, settings).values, direction);
  let hold = noHold;
  let [count, windows, since] = [0, 0, 0];
  values.forEach((value, index) => {
    const time = times[index]!;
    const verdict = state.step({ time, value });
    if (verdict.state === "learning") return;
    if (windows === 0) since = time;
    windows += 1;
    const window = { start: time - 1, end: time };
    const next = advanceHold(hold, { state: verdict.state, window }, judged[detector.name] ?? 1);
    hold = next.state;
    if (next.change === "fired") count += 1;
  });
  const last = times.at(-1) ?? since;
  return { alarms: count, windows, weeks: Math.max(1e-9, (last - since) / weekMs) };
}
