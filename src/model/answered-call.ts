import type { TimeMs } from "./time.ts";

/** A call of a language model with its prompt and its answer. */
export interface AnsweredCall {
  /** `TRACE/SPAN`. */
  readonly id: string;
  /** Of the prompt where the span names one, else of the model. */
  readonly version: string;
  readonly time: TimeMs;
  /** As recorded: a text, or chat messages as JSON. */
  readonly input: string;
  readonly output: string;
}
