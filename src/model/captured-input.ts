import type { Json } from "./json.ts";
import type { TimeMs } from "./time.ts";

/** One inference as it was seen: what went in, what came out, and whether that was a failure. */
export interface CapturedInput {
  readonly id: string;
  readonly time: TimeMs;
  readonly version: string;
  /** Before the incident's onset, or since. */
  readonly side: "before" | "since";
  /** Name → value; empty for calls of language models. */
  readonly features: { readonly [name: string]: Json };
  /** What a language model was asked, as text or as JSON of its messages; empty for other models. */
  readonly prompt: string;
  readonly output: string;
  /** The true answer; empty where it is not known. */
  readonly label: string;
  /** Wrong, broken or an error; null where nothing says so. */
  readonly failed: boolean | null;
}

/** Inputs of the model of an incident, oldest first. */
export interface CapturedInputs {
  readonly model: string;
  /** What outputs must look like, as it is declared (see `hasFormat`); empty where nothing is known. */
  readonly format: string;
  readonly inputs: readonly CapturedInput[];
}
