import uPlot from "uplot";
import type { Window } from "../../model/time.ts";
import type { Words } from "../state/words.tsx";
import type { ChartInput, ChartMarker } from "./chart-input.ts";

const day = 86_400_000;

/** What a plot tells its frame: the index under the cursor, or null when there is none. */
export type PlotListener = (index: number | null) => void;

/** The stretch of time chosen by dragging. */
export type SelectionListener = (window: Window) => void;

/** Shorter drags are slips of the hand, in pixels. */
const dragMin = 4;

/** Colours of lines beyond the first, by place; the first is the data colour. */
const lineTokens = ["--data", "--warn-mark", "--ok", "--bad-mark", "--muted", "--faint"] as const;

/**
 * Draws a chart into an element by uPlot; this is the only file that knows it. Colours come from the tokens of the
 * element, so the caller makes a new plot when the theme changes.
 */
export function drawPlot(
  element: HTMLElement,
  input: ChartInput,
  options: {
    readonly words: Words;
    readonly height: number;
    readonly syncKey: string;
    readonly onCursor: PlotListener;
    /** Absent where nothing can be chosen. */
    readonly onSelect?: SelectionListener | undefined;
  },
): uPlot {
  const colour = colourReader(element);
  const band = input.band;
  const data: uPlot.AlignedData = [
    [...input.times],
    ...(band === undefined ? [] : [[...band.high], [...band.low]]),
    ...input.lines.map((line) => [...line.values]),
  ];
  const invisible: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } };
  const settings: uPlot.Options = {
    width: Math.max(120, element.clientWidth),
    height: options.height,
    ms: 1,
    padding: [14, 18, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 7, width: 2 },
      drag: { x: options.onSelect !== undefined, y: false, setScale: false, dist: dragMin },
      // The cursor is shared, a selection is not: no chart hears that another is dragged on.
      sync: { key: options.syncKey, setSeries: false, filters: { pub: isPlainMove } },
    },
    scales: {
      x: {
        time: true,
        ...(input.window === undefined
          ? {}
          : { range: [input.window.start, input.window.end] as [number, number] }),
      },
      y: { range: (_plot, low, high) => valueRange(low, high, input.unit) },
    },
    series: [
      {},
      ...(band === undefined ? [] : [invisible, invisible]),
      ...input.lines.map((_, place): uPlot.Series => {
        const stroke = colour(lineTokens[place % lineTokens.length] ?? "--data");
        return { stroke, width: 1.6, points: { show: input.times.length < 3, size: 5 } };
      }),
    ],
    ...(band === undefined ? {} : { bands: [{ series: [1, 2], fill: colour("--band") }] }),
    axes: axesOf(input.unit, options.words, colour),
    hooks: {
      drawClear: [(plot) => drawShades(plot, input, colour)],
      draw: [(plot) => drawMarkers(plot, input.markers, colour)],
      setCursor: [(plot) => options.onCursor(plot.cursor.idx ?? null)],
      setSelect: [(plot) => tellSelection(plot, options.onSelect)],
    },
  };
  return new uPlot(settings, data, element);
}

/** Puts the cursor on a point, as the pointer would. */
export function placeCursor(plot: uPlot, index: number): void {
  const time = plot.data[0][index];
  if (time === undefined) return;
  plot.setCursor({ left: plot.valToPos(time, "x"), top: 0 });
}

/** Marks a stretch as chosen, or none, without telling anybody. */
export function showSelection(plot: uPlot, window: Window | null): void {
  const height = plot.over.clientHeight;
  if (window === null) return plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  const right = plot.over.clientWidth;
  const left = Math.min(right, Math.max(0, plot.valToPos(window.start, "x")));
  const end = Math.min(right, Math.max(0, plot.valToPos(window.end, "x")));
  plot.setSelect({ left, top: 0, width: Math.max(1, end - left), height }, false);
}

function tellSelection(plot: uPlot, onSelect: SelectionListener | undefined): void {
  const { left, width } = plot.select;
  if (onSelect === undefined || width < dragMin) return;
  const start = Math.round(plot.posToVal(left, "x"));
  const end = Math.round(plot.posToVal(left + width, "x"));
  if (end > start) onSelect({ start, end });
}

/** Whether an event is a move of the pointer with no button down. */
function isPlainMove(type: string, plot: uPlot): boolean {
  if (type === "mouseleave") return true;
  return type === "mousemove" && (plot.cursor.event?.buttons ?? 0) === 0;
}

/** Limits of the value axis: a tenth of air, shares never beyond 0 and 1, a flat line in the middle. */
export function valueRange(
  low: number | null,
  high: number | null,
  unit: string,
): [number, number] {
  // uPlot hands null where a chart has no value at all, whatever its types say.
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high))
    return [0, 1];
  const flat = high === 0 ? (unit === "ratio" ? 0.05 : 1) : Math.abs(high) * 0.1;
  const air = high > low ? (high - low) * 0.1 : flat;
  // Rates are read against nothing at all; other values against their own range.
  const bottom = unit === "1/s" && low >= 0 ? 0 : low >= 0 ? Math.max(0, low - air) : low - air;
  const top = unit === "ratio" && high <= 1 ? Math.min(1, high + air) : high + air;
  return top > bottom ? [bottom, top] : [bottom - 0.5, bottom + 0.5];
}

function axesOf(unit: string, words: Words, colour: (token: string) => string): uPlot.Axis[] {
  const locale = words.lang === "zh" ? "zh-CN" : "en-GB";
  const zone = { timeZone: words.timeZone };
  const dayFormat = new Intl.DateTimeFormat(locale, { ...zone, day: "numeric", month: "short" });
  const minuteFormat = new Intl.DateTimeFormat(locale, { ...zone, timeStyle: "short" });
  const secondFormat = new Intl.DateTimeFormat(locale, { ...zone, timeStyle: "medium" });
  const grid = { stroke: colour("--line"), width: 1 };
  const font = "11px " + getComputedStyle(document.body).fontFamily;
  return [
    {
      stroke: colour("--faint"),
      font,
      grid: { show: false },
      ticks: { show: false },
      size: 26,
      gap: 6,
      space: 70,
      values: (_plot, moments, _axis, _space, step) => {
        const format = step >= day ? dayFormat : step >= 60_000 ? minuteFormat : secondFormat;
        return moments.map((moment) => format.format(moment));
      },
    },
    {
      stroke: colour("--faint"),
      font,
      grid,
      ticks: { show: false },
      size: 58,
      gap: 6,
      space: 24,
      values: (_plot, values) => values.map((value) => words.value(value, unit)),
    },
  ];
}

function drawShades(plot: uPlot, input: ChartInput, colour: (token: string) => string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colour("--shade");
  for (const { start, end } of input.shaded) {
    const left = Math.max(bbox.left, plot.valToPos(start, "x", true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(end, "x", true));
    if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

function drawMarkers(
  plot: uPlot,
  markers: readonly ChartMarker[],
  colour: (token: string) => string,
): void {
  const { ctx, bbox } = plot;
  const pixels = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * pixels}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textBaseline = "bottom";
  ctx.textAlign = "left";
  let freeFrom = Number.NEGATIVE_INFINITY;
  for (const marker of [...markers].sort((a, b) => a.time - b.time)) {
    const x = Math.round(plot.valToPos(marker.time, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colour(
      marker.tone === "onset" ? "--bad-mark" : marker.tone === "repair" ? "--ok" : "--muted",
    );
    ctx.lineWidth = pixels;
    ctx.setLineDash(marker.tone === "change" ? [3 * pixels, 3 * pixels] : []);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();

    // Labels stand above the plot; one that would lie on its neighbour is left out.
    const text = marker.label.length > 14 ? `${marker.label.slice(0, 13)}…` : marker.label;
    const width = ctx.measureText(text).width;
    const left = Math.min(x - width / 2, bbox.left + bbox.width - width);
    if (left < freeFrom) continue;
    ctx.fillStyle = colour("--muted");
    ctx.fillText(text, left, bbox.top - 2 * pixels);
    freeFrom = left + width + 6 * pixels;
  }
  ctx.restore();
}

/** Reads tokens as plain colours: canvas knows neither custom properties nor light-dark(). */
function colourReader(element: HTMLElement): (token: string) => string {
  const probe = document.createElement("span");
  element.append(probe);
  const known = new Map<string, string>();
  return (token) => {
    let value = known.get(token);
    if (value === undefined) {
      probe.style.color = `var(${token})`;
      value = getComputedStyle(probe).color;
      known.set(token, value);
    }
    return value;
  };
}
