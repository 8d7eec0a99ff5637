import { streamDetectors } from "../../src/detect/catalog.ts";
import type { StreamDetector } from "../../src/detect/detector.ts";
import { advanceHold, noHold } from "../../src/incident/hold.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { quantileSorted } from "../../src/stats/quantile.ts";
import type { Figure } from "../report.ts";
import { quietSeries, type QuietSeries } from "./quiet-series.ts";
import type { DetectSet } from "./set.ts";

const seriesCount = 50;
const weekMs = 7 * 86_400_000;
/** Detectors judged where none is named, and after how many anomalous windows in a row each alarms as shipped. */
const judged: { readonly [name: string]: number } = {
  "robust-season": 2,
  ensemble: 1,
  "running-band": 2,
};

/**
 * How often the detectors alarm where nothing is known to be wrong, with default settings: alarms (runs of anomalous
 * windows) per series and week over 50 normal parts of the data given, and the run length, windows judged per alarm,
 * against the one the detector states.
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
    return {
      figures: chosen.flatMap((detector) => alarmFigures(detector, series)),
      notes: [
        `alarms: ${series.length} quiet series drawn with seed ${seed}; robust-season and running-band hold 2 windows as shipped, others 1`,
      ],
    };
  },
};

function alarmFigures(detector: StreamDetector, series: readonly QuietSeries[]): Figure[] {
  const counted = series.map((one) => countAlarms(detector, one));
  const perWeek = Float64Array.from(counted, ({ alarms: count, weeks }) => count / weeks).sort();
  const perDay = perWeek.map((rate) => rate / 7);
  const alarmCount = counted.reduce((sum, one) => sum + one.alarms, 0);
  const windows = counted.reduce((sum, one) => sum + one.windows, 0);
  const weeks = counted.reduce((sum, one) => sum + one.weeks, 0);
  const figure = (measure: string, value: number, unit: string, target?: number): Figure => ({
    bench: "detect",
    set: "alarms",
    measure: `${detector.name}-${measure}`,
    value,
    unit,
    ...(target === undefined ? {} : { target, better: "lower" }),
  });
  const runLengthFigures = (realised: number): Figure[] => {
    const { runLengthWindows: stated } = detector;
    const length = figure("run-length", realised, "windows");
    if (stated === undefined) return [length];
    const factor = Math.max(realised / stated, stated / realised);
    return [
      { ...length, reference: stated, referenceName: "stated" },
      figure("run-length-factor", factor, "ratio", 2),
    ];
  };
  return [
    figure("alarms-per-day-median", quantileSorted(perDay, 0.5), "1/d", 0),
    figure("alarms-per-series-week", alarmCount / weeks, "1/week", 1),
    figure("alarms-per-series-week-max", perWeek.at(-1) ?? 0, "1/week"),
    ...runLengthFigures(windows / Math.max(1, alarmCount)),
  ];
}

function countAlarms(
  detector: StreamDetector,
  { times, values }: QuietSeries,
): { readonly alarms: number; readonly windows: number; readonly weeks: number } {
  const state = detector.start(resolveSettings(detector.settings).values, "both");
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
