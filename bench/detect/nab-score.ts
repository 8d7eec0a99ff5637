import type { NabFile } from "./nab-files.ts";

/** What a true detection, a false one and a miss weigh. */
export interface NabProfile {
  readonly name: "standard" | "low-fp" | "low-fn";
  /** As the board's own tables have it. */
  readonly publishedName: string;
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/** The three profiles of the published board. */
export const nabProfiles: readonly NabProfile[] = [
  { name: "standard", publishedName: "standard", falsePositive: 0.11, falseNegative: 1 },
  { name: "low-fp", publishedName: "reward_low_FP_rate", falsePositive: 0.22, falseNegative: 1 },
  { name: "low-fn", publishedName: "reward_low_FN_rate", falsePositive: 0.11, falseNegative: 2 },
];

/** Scores of one file's rows, each in [0, 1]. */
export interface ScoredFile {
  readonly file: Pick<NabFile, "name" | "values" | "windows">;
  readonly scores: ArrayLike<number>;
}

/**
 * The NAB score at one threshold: 100 perfect, 0 the detector that says nothing. Rows of the probation
 * (15 % of the first 5,000) never count. Source: Lavin and Ahmad 2015; NAB v1.1.
 */
export function nabScore(
  files: readonly ScoredFile[],
  threshold: number,
  profile: NabProfile,
): number {
  const rows = files.flatMap((scored) => worthOf(scored));
  const best = new Map<string, number>();
  let total = 0;
  for (const { score, worth, window } of rows) {
    if (score < threshold) continue;
    if (window === null) total += profile.falsePositive * worth;
    else best.set(window, Math.max(best.get(window) ?? worth, worth));
  }
  for (const worth of best.values()) total += worth;
  const windows = windowCount(files);
  total -= profile.falseNegative * (windows - best.size);
  return normalised(total, windows, profile);
}

/**
 * The threshold with the largest score over these files, and that score: a sweep over all scores from the
 * largest down. Cost O(rows log rows).
 */
export function bestNabThreshold(
  files: readonly ScoredFile[],
  profile: NabProfile,
): { readonly threshold: number; readonly score: number } {
  const rows = files.flatMap((scored) => worthOf(scored)).sort((a, b) => b.score - a.score);
  const windows = windowCount(files);
  const best = new Map<string, number>();
  let total = -profile.falseNegative * windows;
  let found = { threshold: 1.1, score: normalised(total, windows, profile) };
  rows.forEach(({ score, worth, window }, index) => {
    if (window === null) total += profile.falsePositive * worth;
    else {
      const before = best.get(window);
      if (before === undefined) total += profile.falseNegative + worth;
      else total += Math.max(0, worth - before);
      best.set(window, Math.max(before ?? worth, worth));
    }
    // Rows of one score pass together.
    if (rows[index + 1]?.score === score) return;
    const reached = normalised(total, windows, profile);
    if (reached > found.score) found = { threshold: score, score: reached };
  });
  return found;
}

interface Row {
  readonly score: number;
  /** Of a detection here: 0 to 1 inside a window, −1 to 0 outside. */
  readonly worth: number;
  /** The window it lies in, by file and number; null outside. */
  readonly window: string | null;
}

/** Rows after the probation with what a detection there is worth. */
function worthOf({ file, scores }: ScoredFile): Row[] {
  const count = file.values.length;
  const rows: Row[] = [];
  let next = 0;
  for (let index = 0; index < count; index++) {
    while (next < file.windows.length && file.windows[next]![1] < index) next += 1;
    if (index < Math.floor(0.15 * Math.min(count, 5_000))) continue;
    const score = scores[index] ?? 0;
    const window = file.windows[next];
    if (window !== undefined && window[0] <= index) {
      const [first, last] = window;
      const place = -(last - index + 1) / (last - first + 1);
      rows.push({ score, worth: sigmoid(place) / sigmoid(-1), window: `${file.name}#${next}` });
      continue;
    }
    const before = file.windows[next - 1];
    const worth =
      before === undefined ? -1 : sigmoid((index - before[1]) / (before[1] - before[0]));
    rows.push({ score, worth, window: null });
  }
  return rows;
}

function windowCount(files: readonly ScoredFile[]): number {
  return files.reduce((sum, { file }) => sum + file.windows.length, 0);
}

function normalised(total: number, windows: number, profile: NabProfile): number {
  return (
    (100 * (total + profile.falseNegative * windows)) / (windows * (1 + profile.falseNegative))
  );
}

function sigmoid(place: number): number {
  return place > 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1;
}
