import type { MonitorChart } from "../../api/contract.ts";
import type { ChangeRow } from "../../model/signals.ts";
import type { TimeMs, Window } from "../../model/time.ts";
import { naturalRange, shownLimits } from "./natural-limits.ts";
import type { ShownLimits } from "./natural-limits.ts";

/** One line of a chart; `values` has the length of the chart's times, null where there is none. */
export interface ChartLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** A moment worth a vertical line. */
export interface ChartMarker {
  readonly time: TimeMs;
  readonly label: string;
  readonly tone: "change" | "onset" | "repair";
}

/** Everything a chart shows; times ascending, UTC ms. */
export interface ChartInput {
  readonly times: readonly TimeMs[];
  readonly lines: readonly ChartLine[];
  /** Limits of what was expected, aligned with times; absent when nothing was. */
  readonly band?: {
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
  };
  /** The limits worth saying at a point; only with a band. */
  readonly limitsAt?: (index: number) => ShownLimits;
  /** Stretches in which the monitor was firing. */
  readonly shaded: readonly Window[];
  readonly markers: readonly ChartMarker[];
  readonly unit: string;
  /** What the time axis shows; the times' own extent when absent. */
  readonly window?: Window;
}

/** The chart of a monitor: its values at the ends of their windows, its band, and where it was firing. */
export function monitorChartInput(
  chart: MonitorChart,
  label: string,
  markers: readonly ChartMarker[] = [],
  window?: Window,
): ChartInput {
  const { evaluations, monitor } = chart;
  const times = evaluations.map((evaluation) => evaluation.windowEnd);
  const first = window?.start ?? times[0];
  const last = window?.end ?? times.at(-1);
  const input = {
    times,
    lines: [{ label, values: evaluations.map((evaluation) => evaluation.value) }],
    shaded: firingStretches(chart),
    markers:
      first === undefined || last === undefined
        ? []
        : markers.filter((marker) => marker.time >= first && marker.time <= last),
    unit: monitor.unit,
    ...(window === undefined ? {} : { window }),
  };
  if (!evaluations.some((evaluation) => evaluation.low !== null || evaluation.high !== null)) {
    return input;
  }
  // The band is drawn within what is possible; words leave such a limit out.
  const { bottom, top } = naturalRange(monitor);
  return {
    ...input,
    band: {
      low: evaluations.map(({ low }) => (low === null ? null : Math.max(low, bottom))),
      high: evaluations.map(({ high }) => (high === null ? null : Math.min(high, top))),
    },
    limitsAt: (index) => shownLimits(monitor, evaluations[index] ?? null),
  };
}

/** Stretches without a break in which the monitor was firing, from the first firing window's end to the last's. */
export function firingStretches(chart: MonitorChart): readonly Window[] {
  const stretches: Window[] = [];
  let start: TimeMs | null = null;
  let end: TimeMs = 0;
  for (const evaluation of chart.evaluations) {
    if (evaluation.firing) {
      start ??= evaluation.windowEnd;
      end = evaluation.windowEnd;
    } else if (start !== null) {
      stretches.push({ start, end: Math.max(end, start + 1) });
      start = null;
    }
  }
  if (start !== null) stretches.push({ start, end: Math.max(end, start + 1) });
  return stretches;
}

/** Changes as markers; a version says more than a title on a narrow chart. */
export function changeMarkers(changes: readonly ChangeRow[]): readonly ChartMarker[] {
  return changes.map((change) => ({
    time: change.time,
    label: change.version === "" ? change.title : change.version,
    tone: "change",
  }));
}

/** What the answer of a PromQL range query says, or null when it has another shape. */
export function readMatrix(data: unknown):
  | readonly {
      readonly labels: Readonly<Record<string, string>>;
      readonly points: readonly (readonly [TimeMs, number])[];
    }[]
  | null {
  if (!isRecord(data) || !Array.isArray(data["result"])) return null;
  return data["result"].filter(isRecord).map((series) => ({
    labels: isRecord(series["metric"])
      ? Object.fromEntries(
          Object.entries(series["metric"]).map(([name, value]) => [name, String(value)]),
        )
      : {},
    points: (Array.isArray(series["values"]) ? series["values"] : [series["value"]])
      .filter((point): point is readonly [number, string] => Array.isArray(point))
      .map(([seconds, value]) => [seconds * 1000, Number(value)] as const),
  }));
}

/** Puts series with times of their own on one axis of times; at most `limit` series. */
export function alignSeries(
  series: NonNullable<ReturnType<typeof readMatrix>>,
  limit: number,
): Pick<ChartInput, "times" | "lines"> {
  const shown = series.slice(0, limit);
  const times = [...new Set(shown.flatMap((one) => one.points.map(([time]) => time)))].sort(
    (a, b) => a - b,
  );
  // time → its place on the axis
  const places = new Map(times.map((time, index) => [time, index]));
  const lines = shown.map((one) => {
    const values: (number | null)[] = times.map(() => null);
    for (const [time, value] of one.points) {
      const place = places.get(time);
      if (place !== undefined && Number.isFinite(value)) values[place] = value;
    }
    return { label: labelText(one.labels), values };
  });
  return { times, lines };
}

/** Labels as PromQL writes them: `name{a="1", b="2"}`. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  const { __name__: name = "", ...rest } = labels;
  const pairs = Object.entries(rest).map(([key, value]) => `${key}="${value}"`);
  return pairs.length === 0 && name !== "" ? name : `${name}{${pairs.join(", ")}}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
