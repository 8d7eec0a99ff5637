import type { Message } from "./message.ts";
import type { TimeMs } from "./time.ts";

/** What a stream detector is fed: one window's value, or one sample. */
export interface Point {
  readonly time: TimeMs;
  readonly value: number;
  /** Rows the value rests on. */
  readonly count?: number;
  /** In the unit of the value. */
  readonly standardError?: number;
}

/** A detector's answer about one point. */
export interface Verdict {
  readonly state: "normal" | "anomalous" | "learning" | "no-data";
  /** 0 (as expected) to 1 (surely not); 0 while learning. */
  readonly score: number;
  /** The middle and the limits of what was expected, in the unit of the value; absent while learning. */
  readonly expected?: number;
  readonly low?: number;
  readonly high?: number;
  /** Share of warm-up done, 0 to 1; only while learning. */
  readonly progress?: number;
  readonly reason: Message;
}
