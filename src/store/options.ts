import type { TimeMs } from "../model/time.ts";
import { day, hour } from "../model/time.ts";
import type { FileLayer } from "./file-layer.ts";
import type { RetentionSignal } from "./store.ts";

/** What happens in the store that someone may want to know; main.ts turns it into log lines and counters. */
export type StoreEvent =
  | { readonly type: "segments-replayed"; readonly segments: number; readonly rows: number }
  | { readonly type: "segment-cut"; readonly segment: string; readonly bytes: number }
  | { readonly type: "segment-dead"; readonly segment: string; readonly reason: string }
  | { readonly type: "insert-failed"; readonly table: string; readonly reason: string }
  | { readonly type: "write-failed"; readonly reason: string }
  | { readonly type: "retention-applied"; readonly table: string; readonly seconds: number }
  | {
      readonly type: "day-dropped";
      readonly day: string;
      readonly bytes: number;
      readonly budget: number;
    }
  | { readonly type: "too-few-threads"; readonly fix: string };

/** Bounds of the store; each is met with an error or an event, never in silence. */
export interface StoreLimits {
  /** Bytes logged and not yet inserted before appends are refused as "overloaded". */
  readonly pendingBytesMax: number;
  /** Rows at which a segment is sealed and inserted. */
  readonly segmentRowsMax: number;
  /** Bytes at which a segment is sealed and inserted: an insert takes about twice as much memory. */
  readonly segmentBytesMax: number;
  /** Age at which a segment is sealed, in ms, however few rows it has. */
  readonly sealMs: number;
  /** Samples one selectSeries may return over all series. */
  readonly samplesPerQueryMax: number;
}

/**
 * 100,000 rows an insert cost 0.31 s of CPU per million rows, 2,000 rows 15.6 s, and small parts are
 * merged more often: spans sealed every second cost 4.4 us of merging each, every three seconds 2.4; of
 * 600,000 sent at full speed 1.5 to 6.8 us in parts of 100,000 rows, none in parts of 250,000.
 * With the loop's delay of 5 s the rows of a segment are readable before their window is closed.
 */
export const defaultLimits: StoreLimits = {
  pendingBytesMax: 256_000_000,
  segmentRowsMax: 250_000,
  segmentBytesMax: 64_000_000,
  sealMs: 3_000,
  samplesPerQueryMax: 20_000_000,
};

/** Retention per signal in ms, as the tables are made with. */
export const defaultRetention: Readonly<Record<RetentionSignal, number>> = {
  samples: 90 * day,
  spans: 30 * day,
  bodies: 14 * day,
  logs: 14 * day,
  predictions: 90 * day,
  outcomes: 90 * day,
  distributions: 400 * day,
  changes: 400 * day,
  evaluations: 90 * day,
  incidents: 1825 * day,
  audit: 1825 * day,
};

/** The shortest retention that is accepted, in ms. */
export const retentionMsMin = hour;

export interface StoreOptions {
  /** Folder of the embedded database and the segment log; unused with `clickhouseUrl`. */
  readonly dataDir: string;
  /** `http://user:password@host:8123/database`; the database is "aceso" when left out. */
  readonly clickhouseUrl?: string | undefined;
  readonly now: () => TimeMs;
  readonly log: (event: StoreEvent) => void;
  readonly retention?: Partial<Readonly<Record<RetentionSignal, number>>> | undefined;
  readonly limits?: Partial<StoreLimits> | undefined;
  /** Bytes the embedded store may take on disk; 80 % of the volume when left out. */
  readonly diskBudgetBytes?: number | undefined;
  /** For tests that fill a disk. */
  readonly files?: FileLayer | undefined;
}
