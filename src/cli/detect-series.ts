import { streamDetectors } from "../detect/catalog.ts";
import { counterRate, type CounterReading } from "../detect/counter-rates.ts";
import type { StreamDetector, StreamState } from "../detect/detector.ts";
import { type Batch, readBatches } from "../files/read-table.ts";
import { columnNamed } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import type { BadDirection } from "../model/monitor.ts";
import { say } from "../model/message.ts";
import type { Verdict } from "../model/verdict.ts";
import { render } from "../model/words/render.ts";
import { chosen, fileSettingsOf, givenSettings } from "./detect-options.ts";
import { drawRow, newSeriesPicture, pictureLines, type SeriesPicture } from "./series-picture.ts";
import { eachOrderedRow, newRowOrder, numberAt, type RowOrder, valueNames } from "./series-rows.ts";
import { type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

/** An anomalous row of a series. */
interface Found {
  /** Of the file, from 0. */
  readonly row: number;
  readonly time: number;
  readonly value: number;
  readonly verdict: Verdict;
}

/** A value column at work. */
interface Judged {
  readonly column: string;
  readonly state: StreamState;
  readonly picture: SeriesPicture;
  readonly found: Found[];
  /** The last reading of a counter; null where it is none or has not been read. */
  counter: CounterReading | null;
  foundCount: number;
  rows: number;
  missing: number;
  learning: number;
}

interface Run {
  series: Judged[];
  readonly order: RowOrder;
}

/** Anomalies kept of a series; what is beyond is counted. */
const foundMax = 1_000;
const shownMax = 20;

/** Judges the value columns of a file, batch by batch in bounded memory. */
export async function detectSeries(
  path: string,
  line: CommandLine,
  world: World,
): Promise<ExitCode> {
  const detector = chosen(streamDetectors, line.flags["detector"], "ensemble");
  const settings = givenSettings(detector.settings, line);
  const start = (): StreamState => detector.start(settings, directionOf(line));
  const run: Run = { series: [], order: newRowOrder() };
  for await (const batch of readBatches(path, { settings: fileSettingsOf(line) })) {
    if (run.series.length === 0) run.series = seriesOf(valueNames(batch, line), start);
    judgeBatch(run, batch, line);
  }
  if (line.isJson) world.print(JSON.stringify(jsonOf(path, detector, run, line), undefined, 2));
  else tell(path, detector, run, { line, world });
  return run.series.some(({ foundCount }) => foundCount > 0) ? exitCodes.findings : exitCodes.fine;
}

function directionOf({ flags }: CommandLine): BadDirection {
  const { direction = "both" } = flags;
  if (direction === "up" || direction === "down" || direction === "both") return direction;
  throw new AcesoError("bad-field", {
    field: "--direction",
    expected: "up, down or both",
    got: String(direction),
  });
}

function seriesOf(names: readonly string[], start: () => StreamState): Judged[] {
  return names.map((column) => ({
    column,
    state: start(),
    picture: newSeriesPicture(),
    found: [],
    counter: null,
    foundCount: 0,
    rows: 0,
    missing: 0,
    learning: 0,
  }));
}

function judgeBatch(run: Run, batch: Batch, line: CommandLine): void {
  const columns = run.series.map(({ column }) => columnNamed(batch, column));
  eachOrderedRow(batch, line, run.order, (index, time) => {
    const row = batch.firstRow + index;
    run.series.forEach((series, at) => {
      const read = numberAt(columns[at], index);
      const value = line.flags["counter"] === true ? rateOf(series, { time, value: read }) : read;
      judgeRow(series, { row, time, value });
    });
  });
}

/** The rate since the last reading that was there. */
function rateOf(series: Judged, now: CounterReading): number {
  const rate = counterRate(series.counter, now);
  if (now.value >= 0) series.counter = now;
  return rate;
}

function judgeRow(series: Judged, point: Omit<Found, "verdict">): void {
  const verdict = series.state.step({ time: point.time, value: point.value });
  const isAnomalous = verdict.state === "anomalous";
  series.rows += 1;
  if (verdict.state === "no-data") series.missing += 1;
  if (verdict.state === "learning") series.learning += 1;
  drawRow(series.picture, point.value, isAnomalous);
  if (!isAnomalous) return;
  series.foundCount += 1;
  if (series.found.length < foundMax) series.found.push({ ...point, verdict });
}

function jsonOf(path: string, detector: StreamDetector, run: Run, { lang }: CommandLine): unknown {
  return {
    file: path,
    detector: detector.name,
    unordered: run.order.unordered,
    series: run.series.map(({ column, rows, missing, learning, foundCount, found }) => ({
      column,
      rows,
      missing,
      learning,
      anomalous: foundCount,
      anomalies: found.map(({ row, time, value, verdict }) => ({
        row,
        time,
        value,
        score: verdict.score,
        expected: verdict.expected,
        low: verdict.low,
        high: verdict.high,
        reason: verdict.reason,
        text: render(verdict.reason, { lang }),
      })),
    })),
  };
}

function tell(
  path: string,
  detector: StreamDetector,
  run: Run,
  { line, world }: { readonly line: CommandLine; readonly world: World },
): void {
  const { lang } = line;
  const put = (code: string, params: Parameters<typeof say>[1]): void =>
    world.print(render(say(code, params), { lang }));
  put("cli.detect.head", { path, detector: detector.name });
  if (run.order.unordered > 0) put("cli.detect.unordered", { count: run.order.unordered });
  for (const { column, rows, missing, learning, foundCount, found, picture } of run.series) {
    world.print("");
    put("cli.detect.series", { column, rows, anomalous: foundCount, missing, learning });
    for (const one of pictureLines(picture)) if (one !== "") world.print(`  ${one}`);
    const shown = line.flags["all"] === true ? found : found.slice(0, shownMax);
    for (const { row, time, verdict } of shown) {
      const text = render(verdict.reason, { lang });
      put("cli.detect.row", {
        time: new Date(time).toISOString().slice(0, 19),
        row: String(row),
        text,
      });
    }
    if (foundCount > shown.length) put("cli.detect.more", { count: foundCount - shown.length });
  }
}
