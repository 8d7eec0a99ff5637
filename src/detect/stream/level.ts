import { remember, spreadFloor } from "./memory-detector.ts";

/** Mean and variance of a stream that forgets: three numbers. Written by its owner. */
export interface Level {
  mean: number;
  /** Of the population form: divided by the weight, not by one less. */
  variance: number;
  /** Values learned, at most the memory. */
  count: number;
}

/** A level that has seen nothing. */
export function newLevel(): Level {
  return { mean: 0, variance: 0, count: 0 };
}

/** Learns a value: exact moments up to `windows` values, exponential forgetting beyond. */
export function learnLevel(level: Level, value: number, windows: number): void {
  level.count = Math.min(windows, level.count + 1);
  const gain = 1 / level.count;
  const distance = value - level.mean;
  level.mean += gain * distance;
  level.variance = (1 - gain) * (level.variance + gain * distance ** 2);
}

/** Standard deviation of a level, never 0: see `spreadFloor`. In the unit of the value. */
export function sigmaOf(level: Level): number {
  return Math.sqrt(level.variance) + spreadFloor(level.mean);
}

/** A level with the run of anomalous values that may be the new one. */
export interface LearnedLevel {
  level: Level;
  /** Moments of the present run of anomalous values. */
  rejected: Level;
}

/** Nothing learned. */
export function newLearnedLevel(): LearnedLevel {
  return { level: newLevel(), rejected: newLevel() };
}

/**
 * Learns a judged value: one that is not odd as it is but clipped at three deviations (Huber), an odd
 * one only once `relearnWindows` of them have come in a row, when they become the level.
 *
 * @returns whether the level was replaced
 */
export function learnJudged(
  learned: LearnedLevel,
  judged: { readonly value: number; readonly isOdd: boolean },
  memory: { readonly windows: number; readonly relearnWindows: number },
): boolean {
  const { value, isOdd } = judged;
  if (!isOdd) {
    const reach = 3 * sigmaOf(learned.level);
    const distance = Math.max(-reach, Math.min(reach, value - learned.level.mean));
    learnLevel(learned.level, learned.level.mean + distance, memory.windows);
    learned.rejected = newLevel();
    return false;
  }
  learnLevel(learned.rejected, value, memory.windows);
  if (learned.rejected.count < Math.min(memory.relearnWindows, memory.windows)) return false;
  learned.level = learned.rejected;
  learned.rejected = newLevel();
  return true;
}

/** The last values, and the run of anomalous ones that may be the new normal; both oldest first. */
export interface Rolling {
  values: number[];
  rejected: number[];
}

/** Nothing remembered. */
export function newRolling(): Rolling {
  return { values: [], rejected: [] };
}

/** Remembers a judged value: odd ones only once `relearnWindows` of them have come in a row. */
export function rememberJudged(
  rolling: Rolling,
  judged: { readonly value: number; readonly isOdd: boolean },
  memory: { readonly windows: number; readonly relearnWindows: number },
): void {
  if (!judged.isOdd) {
    remember(rolling.values, judged.value, memory.windows);
    rolling.rejected = [];
    return;
  }
  const enough = Math.min(memory.relearnWindows, memory.windows);
  remember(rolling.rejected, judged.value, enough);
  if (rolling.rejected.length < enough) return;
  rolling.values = rolling.rejected;
  rolling.rejected = [];
}
