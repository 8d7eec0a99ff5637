import type { SignalSink } from "../model/signals.ts";

/** The way of signals into the tables: through the segment log, or straight to a server. */
export interface SignalWriter extends SignalSink {
  /** Resolves when everything acknowledged before can be read. */
  flush(): Promise<void>;
  /** Flushes, then stops; nothing is taken any more. */
  close(): Promise<void>;
  status(): WriterStatus;
}

export interface WriterStatus {
  readonly pendingBytes: number;
  readonly pendingSegments: number;
  readonly deadSegments: number;
  readonly acceptedRows: number;
  readonly available: boolean;
  /** Received time of the oldest batch that cannot be read yet, in UTC ms; null when all can. */
  readonly oldestPendingReceivedAt: number | null;
}
