import type { Json } from "../../model/json.ts";
import { say } from "../../model/message.ts";
import type { ValuesOf } from "../../model/settings.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import { spreadFloor } from "../stream/memory-detector.ts";
import { learningVerdict, noData, scoreOf } from "../stream/verdicts.ts";
import type { ChannelPart, GroupDetector, GroupRow, GroupState, GroupVerdict } from "./detector.ts";
import { groupReason } from "./group-reason.ts";

const settings = {
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 6,
    min: 2,
    max: 100,
    meaning: "how far a series may leave its usual distance from its peers",
  },
  windows: {
    type: "number",
    unit: "rows",
    default: 500,
    min: 10,
    max: 100_000,
    meaning: "memory of the usual distance and its spread",
  },
  warmupRows: {
    type: "number",
    unit: "rows",
    default: 60,
    min: 5,
    max: 100_000,
    meaning: "how many rows are learned before the first verdict",
  },
  relearnRows: {
    type: "number",
    unit: "rows",
    default: 500,
    min: 10,
    max: 1e6,
    meaning: "a series that stays unlike its peers for so many rows is taken for usual",
  },
} as const;

type Settings = ValuesOf<typeof settings>;

/** Of one series; plain JSON. */
interface Peer {
  /** Usual distance from the median of the others, and the mean absolute distance from that. */
  offset: number;
  spread: number;
  count: number;
  /** Smoothed deviation, newest rows most. */
  smoothed: number;
  /** Rows in a row in which it was unlike its peers. */
  odd: number;
}

interface Memory {
  seen: number;
  peers: Peer[];
}

/** Weight of the newest row in a smoothed deviation; the spread of it, for independent rows, is 0.58. */
const smoothing = 0.5;
const smoothedSpread = Math.sqrt(smoothing / (2 - smoothing));
const channelsShown = 8;

/**
 * Replicas of one thing should do alike: each series against the median of the others at the same time, less its usual
 * distance from it, in robust deviations of that; the largest of the row's own and the smoothed one counts. What moves
 * all series together is no anomaly, so neither load nor time of day matters, and a common spread lets a new replica be
 * judged by its peers.
 *
 * A row wants three series with values; a group of one or two is held to its own past. Cost O(series · log series) a row; state below 150 bytes a series.
 */
export const peers: GroupDetector<typeof settings> = {
  name: "peers",
  summary: "finds the one series that stops doing what its peers do, such as one replica of many",
  source: "Hampel 1974 (medians); Huber 1964 (clipping); Roberts 1959 (smoothed deviation)",
  formula:
    "((x − median of the others) − its usual distance) ÷ robust deviation of that, or the same smoothed",
  cost: "O(series · log series) a row",
  when: "For the same metric of interchangeable things: replicas, shards, hosts behind one balancer. Not for metrics of different kinds: take `group-ensemble` there.",
  settings,
  stateBytesMax: { group: 200, channel: 200 },
  start: (values, channels) => new Peers(values, newMemory(channels)),
  // Made by `snapshot` below.
  restore: (snapshot, values) => new Peers(values, snapshot as unknown as Memory),
  scoreTable(channels, trainRows, values) {
    const rows = channels[0]?.length ?? 0;
    const state = new Peers({ ...values, warmupRows: trainRows }, newMemory(channels.length));
    const row = new Float64Array(channels.length);
    return Float64Array.from({ length: rows }, (_, index) => {
      channels.forEach((channel, at) => (row[at] = channel[index]!));
      const evidence = state.learn(row);
      return index < trainRows ? 0 : Math.max(0, ...evidence.map(Math.abs));
    });
  },
};

class Peers implements GroupState {
  readonly #settings: Settings;
  readonly #memory: Memory;

  constructor(values: Settings, memory: Memory) {
    this.#settings = values;
    // A copy, as both sides go on writing.
    this.#memory = JSON.parse(JSON.stringify(memory)) as Memory;
  }

  snapshot(): Json {
    // A copy of what JSON can say.
    return JSON.parse(JSON.stringify(this.#memory)) as Json;
  }

  step({ values }: GroupRow): GroupVerdict {
    const { threshold, warmupRows } = this.#settings;
    const present = Array.from(values).filter((value) => Number.isFinite(value)).length;
    if (present < Math.min(3, Math.max(1, this.#memory.peers.length))) {
      return { ...noData(), channels: [] };
    }
    const evidence = this.learn(values);
    const { seen } = this.#memory;
    if (seen <= warmupRows) return { ...learningVerdict(seen, warmupRows), channels: [] };
    const strength = Math.max(0, ...evidence.map(Math.abs));
    if (strength < threshold) {
      const reason = say("detect/group-usual");
      return { state: "normal", score: scoreOf(strength, threshold), channels: [], reason };
    }
    const channels = this.#parts(values, evidence);
    return {
      state: "anomalous",
      score: scoreOf(strength, threshold),
      channels,
      reason: groupReason(channels, []),
    };
  }

  /** Deviations of a row's series from their peers, 0 where missing; then learns the row. */
  learn(values: ArrayLike<number>): readonly number[] {
    const memory = this.#memory;
    const middles = othersMedians(values);
    const spreads = Float64Array.from(memory.peers, ({ spread }) => spread).sort();
    const common = memory.peers.length === 0 ? 0 : quantileSorted(spreads, 0.5);
    memory.seen = Math.min(1e9, memory.seen + 1);
    return memory.peers.map((peer, channel) => {
      const middle = middles[channel]!;
      const value = bounded(values[channel]!);
      if (Number.isNaN(middle) || Number.isNaN(value)) return 0;
      return this.#stepPeer(peer, value - middle, { common, middle });
    });
  }

  #stepPeer(
    peer: Peer,
    distance: number,
    { common, middle }: { readonly common: number; readonly middle: number },
  ): number {
    const { threshold, windows, warmupRows, relearnRows } = this.#settings;
    if (peer.count === 0) {
      peer.offset = distance;
      peer.count = 1;
      return 0;
    }
    // √(π/2) turns a mean absolute distance into a standard deviation; half of the peers' own is the least.
    const sigma = Math.sqrt(Math.PI / 2) * Math.max(peer.spread, common / 2) + spreadFloor(middle);
    const deviation = Math.max(-1e6, Math.min(1e6, (distance - peer.offset) / sigma));
    const clipped = Math.max(-threshold, Math.min(threshold, deviation));
    peer.smoothed += smoothing * (clipped - peer.smoothed);
    const together = peer.smoothed / smoothedSpread;
    const isSame = together * deviation > 0 && Math.abs(deviation) > threshold / 2;
    const evidence = isSame && Math.abs(together) > Math.abs(deviation) ? together : deviation;
    const isOdd = this.#memory.seen > warmupRows && Math.abs(evidence) >= threshold;
    peer.odd = isOdd ? peer.odd + 1 : 0;
    if (peer.odd >= relearnRows) {
      peer.offset = distance;
      peer.odd = 0;
      peer.count = Math.min(peer.count, warmupRows);
    } else if (!isOdd) {
      peer.count = Math.min(windows, peer.count + 1);
      const clip = peer.count < 10 ? Number.POSITIVE_INFINITY : 3 * sigma;
      const away = Math.max(-clip, Math.min(clip, distance - peer.offset));
      peer.offset += away / peer.count;
      peer.spread += (Math.abs(away) - peer.spread) / peer.count;
    }
    return evidence;
  }

  #parts(values: ArrayLike<number>, evidence: readonly number[]): readonly ChannelPart[] {
    const { threshold } = this.#settings;
    const middles = othersMedians(values);
    const odd = evidence
      .map((deviations, channel) => ({ deviations, channel }))
      .filter(({ deviations }) => Math.abs(deviations) >= threshold)
      .toSorted((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations))
      .slice(0, channelsShown);
    const total = odd.reduce((sum, { deviations }) => sum + Math.abs(deviations), 0);
    return odd.map(({ deviations, channel }) => ({
      channel,
      share: Math.abs(deviations) / total,
      value: values[channel]!,
      usual: middles[channel]! + this.#memory.peers[channel]!.offset,
      deviations,
    }));
  }
}

function newMemory(channels: number): Memory {
  return {
    seen: 0,
    peers: Array.from({ length: channels }, () => ({
      offset: 0,
      spread: 0,
      count: 0,
      smoothed: 0,
      odd: 0,
    })),
  };
}

/** Of each series the median of the others that have a value; NaN where fewer than two have one. */
function othersMedians(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values, bounded)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const count = sorted.length;
  // One or two series have no peers: each is held to its own past.
  if (values.length < 3) return new Float64Array(values.length);
  return Float64Array.from(values, (given) => {
    const value = bounded(given);
    if (Number.isNaN(value)) return count >= 2 ? quantileSorted(sorted, 0.5) : Number.NaN;
    if (count < 3) return Number.NaN;
    const own = sorted.indexOf(value);
    // The order statistic of the others: those behind the own place move up by one.
    const at = (place: number): number => sorted[place < own ? place : place + 1]!;
    const half = (count - 2) / 2;
    return (at(Math.floor(half)) + at(Math.ceil(half))) / 2;
  });
}

/** Beyond 1e75 squares of sums overflow; no real measure comes near. Not finite is missing. */
function bounded(value: number): number {
  return Number.isFinite(value) ? Math.max(-1e75, Math.min(1e75, value)) + 0 : Number.NaN;
}
