import type { TimeMs } from "./time.ts";

/** A value of a judge with its sample size; the error is null where it is not known. */
export interface JudgeScore {
  readonly value: number;
  readonly count: number;
  readonly standardError: number | null;
}

/** One run of a judge over stored answers. */
export interface JudgeRun {
  readonly time: TimeMs;
  /** Share of yes among the answers that got a verdict; null where none did. */
  readonly yes: JudgeScore | null;
  /** Calls that it made, those of them without a verdict, and tokens as far as its endpoint tells them. */
  readonly calls: number;
  readonly failures: number;
  readonly tokens: number;
}

/** What one judge said of a model's answers by one prompt. Verdicts of different prompts are not to be compared. */
export interface JudgeHistory {
  readonly judge: string;
  /** Hash of prompt, question and judge. */
  readonly prompt: string;
  /** What the configuration says now; null of a prompt that is no longer asked. */
  readonly asked: {
    readonly question: string;
    readonly everyMinutes: number;
    readonly callsPerDay: number;
    /** Name of the feedback by which people judge. */
    readonly people: string;
  } | null;
  /** Calls made today (UTC). */
  readonly callsToday: number;
  /** Oldest first. */
  readonly runs: readonly JudgeRun[];
  /** Share of answers on which it agrees with people, over thirty days, and that beyond chance (Cohen); null before any. */
  readonly agreement: JudgeScore | null;
  readonly kappa: JudgeScore | null;
}
