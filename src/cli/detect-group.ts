import { groupDetectors } from "../detect/catalog.ts";
import type { ChannelPart, GroupState, GroupVerdict } from "../detect/group/detector.ts";
import { groupReason } from "../detect/group/group-reason.ts";
import { type Batch, readBatches } from "../files/read-table.ts";
import { columnNamed } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { chosen, fileSettingsOf, givenSettings } from "./detect-options.ts";
import { drawRow, newSeriesPicture, pictureLines, type SeriesPicture } from "./series-picture.ts";
import { eachOrderedRow, newRowOrder, numberAt, type RowOrder, valueNames } from "./series-rows.ts";
import { type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

/** Anomalous rows without a usual one between them, told by the one of the largest score. */
interface Event {
  readonly firstRow: number;
  readonly firstTime: number;
  lastRow: number;
  /** Of the row of the largest score. */
  row: number;
  verdict: GroupVerdict;
}

interface Run {
  readonly names: readonly string[];
  readonly state: GroupState;
  readonly order: RowOrder;
  /** Of the score. */
  readonly picture: SeriesPicture;
  readonly events: Event[];
  isInside: boolean;
  eventCount: number;
  rows: number;
  anomalous: number;
  learning: number;
}

/** As many as a group's detector is made for. */
const seriesMax = 64;
const eventsMax = 1_000;
const shownMax = 20;

/** Judges all value columns of a file together, row by row as if live, batch by batch in bounded memory. */
export async function detectGroup(
  path: string,
  line: CommandLine,
  world: World,
): Promise<ExitCode> {
  const detector = chosen(groupDetectors, line.flags["detector"], "group-ensemble");
  const settings = givenSettings(detector.settings, line);
  let run: Run | undefined;
  for await (const batch of readBatches(path, { settings: fileSettingsOf(line) })) {
    run ??= newRun(valueNames(batch, line), (channels) => detector.start(settings, channels));
    judgeBatch(run, batch, line);
  }
  run ??= newRun([], (channels) => detector.start(settings, channels));
  const told = { path, detector: detector.name, run };
  if (line.isJson) world.print(JSON.stringify(jsonOf(told, line), undefined, 2));
  else tell(told, line, world);
  return run.anomalous > 0 ? exitCodes.findings : exitCodes.fine;
}

function newRun(names: readonly string[], start: (channels: number) => GroupState): Run {
  if (names.length > seriesMax) {
    const expected = `at most ${seriesMax} columns of numbers; name them with --value`;
    throw new AcesoError("bad-field", { field: "--group", expected, got: String(names.length) });
  }
  return {
    names,
    state: start(names.length),
    order: newRowOrder(),
    picture: newSeriesPicture(),
    events: [],
    isInside: false,
    eventCount: 0,
    rows: 0,
    anomalous: 0,
    learning: 0,
  };
}

function judgeBatch(run: Run, batch: Batch, line: CommandLine): void {
  const columns = run.names.map((name) => columnNamed(batch, name));
  eachOrderedRow(batch, line, run.order, (index, time) => {
    const values = columns.map((column) => numberAt(column, index));
    const verdict = run.state.step({ time, values });
    const isAnomalous = verdict.state === "anomalous";
    run.rows += 1;
    if (verdict.state === "learning") run.learning += 1;
    drawRow(run.picture, verdict.score, isAnomalous);
    if (isAnomalous) keep(run, { row: batch.firstRow + index, time, verdict });
    else if (verdict.state === "normal") run.isInside = false;
  });
}

function keep(
  run: Run,
  {
    row,
    time,
    verdict,
  }: { readonly row: number; readonly time: number; readonly verdict: GroupVerdict },
): void {
  run.anomalous += 1;
  if (!run.isInside) {
    run.isInside = true;
    run.eventCount += 1;
    if (run.eventCount <= eventsMax) {
      run.events.push({ firstRow: row, firstTime: time, lastRow: row, row, verdict });
    }
    return;
  }
  const event = run.events.at(-1);
  if (event === undefined || run.eventCount > eventsMax) return;
  event.lastRow = row;
  if (verdict.score <= event.verdict.score) return;
  event.row = row;
  event.verdict = verdict;
}

interface Told {
  readonly path: string;
  readonly detector: string;
  readonly run: Run;
}

function jsonOf({ path, detector, run }: Told, { lang }: CommandLine): unknown {
  const { names, order, rows, learning, anomalous, eventCount, events } = run;
  const partOf = ({ channel, ...part }: ChannelPart) => ({ column: names[channel], ...part });
  return {
    file: path,
    detector,
    unordered: order.unordered,
    columns: names,
    rows,
    learning,
    anomalous,
    eventCount,
    events: events.map(({ firstRow, firstTime, lastRow, row, verdict }) => ({
      firstRow,
      lastRow,
      time: firstTime,
      row,
      score: verdict.score,
      channels: verdict.channels.map(partOf),
      text: render(groupReason(verdict.channels, names), { lang }),
    })),
  };
}

function tell({ path, detector, run }: Told, line: CommandLine, world: World): void {
  const { lang } = line;
  const { names, order, rows, learning, anomalous, eventCount, events, picture } = run;
  const put = (code: string, params: Parameters<typeof say>[1]): void =>
    world.print(render(say(code, params), { lang }));
  put("cli.detect.head", { path, detector });
  if (order.unordered > 0) put("cli.detect.unordered", { count: order.unordered });
  put("cli.detect.group", { series: names.length, rows, anomalous, events: eventCount, learning });
  for (const one of pictureLines(picture)) if (one !== "") world.print(`  ${one}`);
  const shown = line.flags["all"] === true ? events : events.slice(0, shownMax);
  for (const { firstRow, firstTime, lastRow, verdict } of shown) {
    put("cli.detect.row", {
      time: new Date(firstTime).toISOString().slice(0, 19),
      row: firstRow === lastRow ? String(firstRow) : `${firstRow}–${lastRow}`,
      text: render(groupReason(verdict.channels, names), { lang }),
    });
  }
  if (eventCount > shown.length) put("cli.detect.more", { count: eventCount - shown.length });
}
