/**
 * An even sample of a whole stream: every `stride`-th entry, and when it is full every second of these leaves while the
 * stride doubles. Reaches back to the start with a bounded size. Written by its owner.
 */
export interface ThinnedSample<Entry> {
  entries: Entry[];
  stride: number;
  /** Entries offered since the last one taken. */
  skipped: number;
}

/** A sample of nothing. */
export function newThinnedSample<Entry>(): ThinnedSample<Entry> {
  return { entries: [], stride: 1, skipped: 0 };
}

/** Offers an entry. */
export function offer<Entry>(sample: ThinnedSample<Entry>, entry: Entry, sizeMax: number): void {
  sample.skipped += 1;
  if (sample.skipped < sample.stride) return;
  sample.skipped = 0;
  sample.entries.push(entry);
  if (sample.entries.length <= sizeMax) return;
  sample.entries = sample.entries.filter((_, index) => index % 2 === 0);
  sample.stride *= 2;
}
