import type { Json } from "../../model/json.ts";
import { say, type Message } from "../../model/message.ts";
import type { BadDirection } from "../../model/monitor.ts";
import type { ValuesOf } from "../../model/settings.ts";
import { hour } from "../../model/time.ts";
import type { Point, Verdict } from "../../model/verdict.ts";
import type { StreamDetector, StreamState } from "../detector.ts";
import { ensemble } from "./ensemble.ts";
import { noData, tooFew } from "./verdicts.ts";

const settings = {
  threshold: ensemble.settings.threshold,
  warmupWindows: ensemble.settings.warmupWindows,
  independentMs: {
    type: "number",
    unit: "ms",
    default: 60_000,
    min: 1,
    max: 86_400_000,
    meaning:
      "points closer together than this share data, as overlapping windows do: of them the first is looked at; the size of the windows",
  },
  changeMin: {
    type: "number",
    unit: "unit of the value",
    default: 0,
    min: 0,
    max: 1e300,
    meaning: "a smaller distance from the usual opens no alarm",
  },
  changeMinRatio: {
    type: "number",
    unit: "ratio",
    default: 0,
    min: 0,
    max: 1e6,
    meaning: "the same as a share of the usual; the larger of the two holds",
  },
  relearnMs: {
    type: "number",
    unit: "ms",
    default: 6 * hour,
    min: 60_000,
    max: 1e12,
    meaning: "an alarm that lasts this long is over: what is then is the new normal",
  },
  countMin: ensemble.settings.countMin,
} as const;

type Settings = ValuesOf<typeof settings>;

/** Values over which the level of an alarm is a plain mean; later ones go on moving it. */
const levelValues = 30;
/** Independent values in a row nearer to the usual than to the alarm that end it. */
const backMin = 3;

/** An alarm that is on. */
interface Alarm {
  readonly since: number;
  readonly score: number;
  readonly reason: Message;
  /** What was usual when it began, in the unit of the value. */
  readonly usual: number;
  readonly low: number;
  readonly high: number;
  /** Mean of the values since, and how many they are, at most `levelValues`. */
  level: number;
  count: number;
  /** Values in a row that are back. */
  back: number;
}

interface Memory {
  /** Snapshot of the ensemble. */
  readonly ensemble: Json;
  /** UTC ms of the newest value looked at; 0 before the first. */
  readonly lastTime: number;
  readonly last: Verdict | null;
  readonly alarm: Alarm | null;
}

/**
 * The ensemble as monitors need it. It looks at one value an independent window, so that its run length holds however
 * often windows close; and its alarm, which the ensemble gives once an event, lasts until three independent values in a
 * row lie nearer to what was usual before than to the mean of the values since (the middle of the two, as for two levels
 * of equal spread), or `relearnMs` are over. An alarm for a value that is usual at another time of day, or in another
 * order, has no level of its own and so lasts three values.
 *
 * Points between two looks get the verdict of the last one. Cost that of the ensemble at a look, next to nothing
 * between; state that of the ensemble and 500 bytes.
 */
export const lastingEnsemble: StreamDetector<typeof settings> = {
  name: "lasting-ensemble",
  summary:
    "the ensemble for monitors: one look an independent window, and an alarm that lasts as long as its cause",
  source:
    "as `ensemble`; Fisher 1936 (the middle of two levels of equal spread parts them with the fewest errors)",
  formula:
    "opens as `ensemble`; lasts until three values in a row lie beyond (usual + mean since) ÷ 2 on the usual side",
  cost: "about 10 µs a look",
  when: "The default of monitors on an expression without row counts: business figures, rates, gauges. Take `robust-season` where windows have row counts and standard errors, `static-threshold` where a limit is known.",
  settings,
  stateBytesMax: 66_000,
  runLengthWindows: 13_000,
  start: (values, direction) => new LastingEnsemble(values, direction),
  // The snapshot was made by this detector's `snapshot`.
  restore: (snapshot, values, direction) =>
    new LastingEnsemble(values, direction, snapshot as unknown as Memory),
};

class LastingEnsemble implements StreamState {
  readonly #settings: Settings;
  readonly #ensemble: StreamState;
  #lastTime: number;
  #last: Verdict | null;
  #alarm: Alarm | null;

  constructor(values: Settings, direction: BadDirection, memory?: Memory) {
    this.#settings = values;
    const { threshold, warmupWindows, countMin } = values;
    const { restWindows } = ensemble.settings;
    const own = { threshold, warmupWindows, countMin, restWindows: restWindows.default };
    this.#ensemble = memory
      ? ensemble.restore(memory.ensemble, own, direction)
      : ensemble.start(own, direction);
    this.#lastTime = memory?.lastTime ?? 0;
    this.#last = memory ? copyOf(memory.last) : null;
    this.#alarm = memory ? copyOf(memory.alarm) : null;
  }

  snapshot(): Json {
    const memory: Memory = {
      ensemble: this.#ensemble.snapshot(),
      lastTime: this.#lastTime,
      last: this.#last,
      alarm: this.#alarm,
    };
    // Numbers, texts and plain objects only.
    return copyOf(memory) as unknown as Json;
  }

  step(point: Point): Verdict {
    const { countMin, independentMs, relearnMs } = this.#settings;
    if (!Number.isFinite(point.value) || !Number.isFinite(point.time)) return noData();
    if (point.count !== undefined && point.count < countMin) return tooFew(point.count, countMin);
    const { time } = point;
    // As the ensemble sees it.
    const value = Math.max(-1e75, Math.min(1e75, point.value)) + 0;
    // 5 % of slack, so that the jitter of a scheduler does not skip every second window.
    if (this.#last && time - this.#lastTime < 0.95 * independentMs) return this.#last;
    this.#lastTime = time;
    const seen = this.#ensemble.step({ ...point, value });
    if (this.#alarm && time - this.#alarm.since >= relearnMs) this.#alarm = null;
    else if (this.#alarm && isOver(this.#alarm, value)) this.#alarm = null;
    this.#alarm ??= this.#opened(seen, { time, value });
    this.#last = this.#alarm ? lasting(this.#alarm, value) : quiet(seen, value);
    return this.#last;
  }

  /** The ensemble's alarm, where the value is far enough from the usual to matter. */
  #opened(seen: Verdict, { time, value }: Point): Alarm | null {
    const { changeMin, changeMinRatio } = this.#settings;
    const { state, score, expected: usual = value, low = value, high = value, reason } = seen;
    if (state !== "anomalous") return null;
    const relevant = Math.max(changeMin, changeMinRatio * Math.abs(usual));
    if (Math.abs(value - usual) < relevant) return null;
    return { since: time, score, reason, usual, low, high, level: value, count: 1, back: 0 };
  }
}

/** Lets an alarm see one value more; whether it is over with it. Writes the alarm. */
function isOver(alarm: Alarm, value: number): boolean {
  const { usual, low, high } = alarm;
  alarm.count = Math.min(levelValues, alarm.count + 1);
  alarm.level += (value - alarm.level) / alarm.count;
  const away = alarm.level - usual;
  // Low and high are three deviations off.
  const deviation = (away > 0 ? high - usual : usual - low) / 3;
  const isApart = Math.abs(away) >= deviation / 2;
  const isBack = !isApart || Math.abs(value - usual) < Math.abs(value - alarm.level);
  alarm.back = isBack ? alarm.back + 1 : 0;
  return alarm.back >= backMin;
}

function lasting({ score, reason, usual, low, high }: Alarm, value: number): Verdict {
  const params = { ...reason.params, value };
  return { state: "anomalous", score, expected: usual, low, high, reason: { ...reason, params } };
}

/** What is said while no alarm is on; an alarm that matters to nobody is none. */
function quiet(seen: Verdict, value: number): Verdict {
  if (seen.state !== "anomalous") return seen;
  const { low = value, high = value } = seen;
  return { ...seen, state: "normal", score: 0, reason: say("detect/usual", { value, low, high }) };
}

function copyOf<Value>(value: Value): Value {
  // What JSON can say comes back as the same type.
  return JSON.parse(JSON.stringify(value)) as Value;
}
