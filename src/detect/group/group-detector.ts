import type { Json } from "../../model/json.ts";
import { say } from "../../model/message.ts";
import type { SettingTable, ValuesOf } from "../../model/settings.ts";
import { learningVerdict, noData, scoreOf } from "../stream/verdicts.ts";
import type { ChannelPart, GroupDetector, GroupRow, GroupState, GroupVerdict } from "./detector.ts";
import type { GroupPlan } from "./group-members.ts";
import {
  groupParts,
  groupSnapshot,
  newestRow,
  newGroupMemory,
  restoredGroupMemory,
  stepGroup,
  type GroupMemory,
} from "./group-stream.ts";
import { groupReason } from "./group-reason.ts";
import { scoreTable } from "./score-table.ts";

/** Named channels of a verdict at most. */
const partsMax = 8;

/** The settings that all group detectors share. */
export const groupSettings = {
  threshold: {
    type: "number",
    unit: "1",
    default: 1,
    min: 0.1,
    max: 20,
    meaning:
      "mean novelty of all members that counts as anomalous: each counts log(1 + excess over its usual distance, in the excess of one window in a hundred). At 1 the quiet rows of ASD's six servers alarm 0 to 8 times in 10,000, 3 on average (measured)",
  },
  warmupRows: {
    type: "number",
    unit: "rows",
    default: 360,
    min: 20,
    max: 100_000,
    meaning: "how many rows are learned before the first verdict; windows are at most half as long",
  },
  smoothRows: {
    type: "number",
    unit: "rows",
    default: 3,
    min: 1,
    max: 500,
    meaning: "a row is judged by the mean over so many newest rows: more is steadier and later",
  },
  centredRows: {
    type: "number",
    unit: "rows",
    default: 20,
    min: 1,
    max: 5_000,
    meaning: "the same for a whole table, where rows on both sides count",
  },
  learnRows: {
    type: "number",
    unit: "rows",
    default: 8_000,
    min: 0,
    max: 1e9,
    meaning:
      "in a table, windows that end before this row are learned once they are judged: a short past leaves out much that is usual. A stream goes on learning for ever",
  },
  bankWindows: {
    type: "number",
    unit: "windows",
    default: 128,
    min: 16,
    max: 2_000,
    meaning: "how many windows of the past are kept to compare with; state and time grow with them",
  },
} as const satisfies SettingTable;

type SharedValues = ValuesOf<typeof groupSettings>;

/**
 * Makes a detector of members that compare windows, rows or both with their own past. What is equal for all stands here
 * once: smoothing, threshold, explanation, and the table of rows.
 */
export function groupDetector<Table extends typeof groupSettings>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly when: string;
  readonly formula: string;
  readonly cost: string;
  readonly settings: Table;
  readonly stateBytesMax: { readonly group: number; readonly channel: number };
  plan(settings: ValuesOf<Table>): GroupPlan;
}): GroupDetector<Table> {
  const { plan, ...described } = definition;
  return {
    ...described,
    start: (settings, channels) =>
      running(newGroupMemory(plan(settings), channels), [], sharedOf(settings)),
    restore(snapshot, settings, channels) {
      // Made by `snapshot` below, so it has this shape.
      const saved = snapshot as unknown as { readonly memory: Json; readonly trail: number[] };
      const memory = restoredGroupMemory(saved.memory, plan(settings), channels);
      return running(memory, [...saved.trail], sharedOf(settings));
    },
    scoreTable: (channels, trainRows, settings) =>
      scoreTable({
        channels,
        trainRows,
        plan: plan(settings),
        smoothRows: sharedOf(settings).centredRows,
        learnRows: sharedOf(settings).learnRows,
      }),
  };
}

function sharedOf(settings: { readonly [name: string]: number | string | boolean }): SharedValues {
  // Every table of a group detector extends the shared one.
  return settings as unknown as SharedValues;
}

/** @param trail the newest rows' evidence, oldest first; written by the state */
function running(memory: GroupMemory, trail: number[], settings: SharedValues): GroupState {
  const { threshold, warmupRows, smoothRows } = settings;
  return {
    step(row) {
      if (memory.channels === 0 || !hasValue(row)) return { ...noData(), channels: [] };
      const evidence = stepGroup(memory, row.values);
      if (evidence === null) {
        return { ...learningVerdict(Math.min(memory.seen, warmupRows), warmupRows), channels: [] };
      }
      trail.push(evidence);
      while (trail.length > smoothRows) trail.shift();
      const smooth = trail.reduce((sum, one) => sum + one, 0) / trail.length;
      return verdictOf(memory, smooth, threshold);
    },
    snapshot: () => ({ memory: groupSnapshot(memory), trail: [...trail] }),
  };
}

function hasValue({ values, time }: GroupRow): boolean {
  if (!Number.isFinite(time)) return false;
  for (let channel = 0; channel < values.length; channel++) {
    if (Number.isFinite(values[channel])) return true;
  }
  return false;
}

function verdictOf(memory: GroupMemory, evidence: number, threshold: number): GroupVerdict {
  const score = scoreOf(evidence, threshold);
  if (evidence < threshold) {
    return { state: "normal", score, reason: say("detect/group-usual"), channels: [] };
  }
  const channels = largestParts(memory);
  return { state: "anomalous", score, reason: groupReason(channels, []), channels };
}

/** The largest parts that together make nine tenths, at most eight. */
function largestParts(memory: GroupMemory): readonly ChannelPart[] {
  const shares = groupParts(memory);
  const row = newestRow(memory);
  const { model } = memory;
  const parts: ChannelPart[] = [];
  let together = 0;
  for (const channel of [...shares.keys()].toSorted((a, b) => shares[b]! - shares[a]!)) {
    const share = shares[channel]!;
    if (share === 0 || together >= 0.9 || parts.length === partsMax || model === null) break;
    together += share;
    const usual = model.mean[channel]!;
    const value = row[channel]!;
    parts.push({
      channel,
      share,
      value,
      usual,
      deviations: (value - usual) / model.spread[channel]!,
    });
  }
  return parts;
}
