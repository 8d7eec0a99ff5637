import { day } from "../model/time.ts";

/** Every bound of ingestion with its unit. Reaching one is a counted refusal or a marked cut, never silence. */
export interface IngestLimits {
  /** Bytes of one body after decompression; OTLP 1.11 recommends 64 MiB. */
  readonly bodyBytesMax: number;
  /** Nesting of JSON and of OTLP attribute values, in levels. */
  readonly depthMax: number;
  /** Attributes kept per span or log record; the rest is cut and marked. */
  readonly attributesMax: number;
  /** UTF-16 units kept of one attribute value; the rest is cut and marked. */
  readonly attributeLengthMax: number;
  /** UTF-16 units kept of a prompt, an answer or a log body; the rest is cut and marked. */
  readonly textLengthMax: number;
  /** Labels of one series. */
  readonly labelsMax: number;
  /** UTF-16 units of one label value. */
  readonly labelLengthMax: number;
  /** Active series of one metric, and of one project; active means a sample within the last hour. */
  readonly seriesPerMetricMax: number;
  readonly seriesMax: number;
  /** Features, scores or tags of one prediction. */
  readonly featuresMax: number;
  /** Rows of one request of predictions, labels or changes. */
  readonly rowsMax: number;
  /** How old a signal may be, in ms: the retention of its kind. */
  readonly retentionMs: Readonly<Record<TimedSignal, number>>;
  /** How far in the future a signal may lie, in ms. */
  readonly futureMsMax: number;
  /** Bytes of bodies decoded and not yet durable; above, senders get 429. */
  readonly bytesInFlightMax: number;
  /** Batches handed to the store at the same time. */
  readonly appendsMax: number;
}

export type TimedSignal = "samples" | "spans" | "logs" | "predictions" | "labels" | "changes";

/** The defaults of every bound. */
export const defaultLimits: IngestLimits = {
  bodyBytesMax: 64 * 1024 * 1024,
  depthMax: 64,
  attributesMax: 128,
  attributeLengthMax: 8_192,
  textLengthMax: 262_144,
  labelsMax: 100,
  labelLengthMax: 4_096,
  seriesPerMetricMax: 100_000,
  seriesMax: 1_000_000,
  featuresMax: 2_000,
  rowsMax: 200_000,
  retentionMs: {
    samples: 30 * day,
    spans: 30 * day,
    logs: 30 * day,
    predictions: 90 * day,
    labels: 90 * day,
    changes: 400 * day,
  },
  futureMsMax: 600_000,
  // Decoded rows take about four times the bytes of their body; the old space holds 512 MB.
  bytesInFlightMax: 96 * 1024 * 1024,
  appendsMax: 64,
};
