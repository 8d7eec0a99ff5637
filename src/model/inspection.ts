import type { OutlyingRow } from "./row-report.ts";
import type { TimeMs } from "./time.ts";

/** Two classes a model takes for each other. */
export interface Confusion {
  readonly label: string;
  readonly output: string;
  /** Rows since the onset. */
  readonly count: number;
  /** Share of the label's rows that got this output, before the onset (null without rows) and since. */
  readonly shareBefore: number | null;
  readonly share: number;
}

/** How much one feature speaks for a wrong answer on one row. */
export interface Contribution {
  readonly feature: string;
  /** Added probability of a wrong answer, against rows as they usually are; negative where it lowers it. */
  readonly amount: number;
}

/** A wrong answer as a person would look at it. */
export interface WrongExample {
  readonly id: string;
  readonly time: TimeMs;
  readonly version: string;
  readonly label: string;
  readonly output: string;
  /** Probability that the model gave its wrong answer; null where it gave none. */
  readonly confidence: number | null;
  /** Personal data in texts are masked. */
  readonly features: { readonly [name: string]: number | string | null };
  /** Largest first. */
  readonly contributions: readonly Contribution[];
}

/** Wrong answers that lie together: by features and tags, and their ranges. */
export interface WrongCluster {
  /** "camera = 2, brightness <= 0.31"; personal data are masked. */
  readonly where: string;
  /** Wrong answers in it, and right ones. */
  readonly wrong: number;
  readonly right: number;
  /** What most of its wrong answers take for what; null where they differ, or answers are numbers. */
  readonly confusion: { readonly label: string; readonly output: string } | null;
}

/** What a person would look at first in a model that answers wrong. */
export interface Inspection {
  readonly model: string;
  readonly judgedBefore: number;
  readonly judgedSince: number;
  /** Wrong ones of `judgedSince`. */
  readonly wrongSince: number;
  /** Of numbers those are wrong that miss the label by more than this; null where answers are classes. */
  readonly errorLimit: number | null;
  /** Most striking first. */
  readonly clusters: readonly WrongCluster[];
  /** Wrong answers that lie in none of the clusters. */
  readonly scattered: number;
  /** Those that grew most first. */
  readonly confusions: readonly Confusion[];
  /** Wrong answers of the greatest confidence first. */
  readonly examples: readonly WrongExample[];
  /** Predictions whose inputs are most unlike the reference, as drawn since the onset; of the last day only. */
  readonly outlying: readonly OutlyingRow[];
}
