import type { TimeMs } from "./time.ts";

/** What a search found for a language model, as its span tells. */
export interface RetrievedDocument {
  /** Its place, from 1, where no id was told. */
  readonly id: string;
  /** Empty where no text was told. */
  readonly content: string;
}

/** One search within a trace; `attributes` as recorded, those of its documents only. */
export interface RecordedRetrieval {
  readonly traceId: string;
  readonly time: TimeMs;
  readonly attributes: { readonly [name: string]: string | number };
}
