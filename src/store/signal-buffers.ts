import type { SignalBatch } from "../model/signals.ts";
import type { EncodedBlock, Origin, RowTable } from "./row-table.ts";
import { takeBlock } from "./row-table.ts";
import { sizeOf } from "./native/writer.ts";
import {
  changeTable,
  labelTable,
  logTable,
  predictionTable,
  sampleTable,
  seriesTable,
  trainingScalarTable,
} from "./signal-tables.ts";
import { spanBodyTable, spanTable } from "./span-tables.ts";

/** Batches on their way into blocks: every table's columns while they are filled. */
export interface SignalBuffers {
  /** Adds all rows of a batch; they are copied, nothing of the batch is kept. */
  add(batch: SignalBatch): void;
  /** Takes what was added since the last call, one block a table. */
  take(): readonly EncodedBlock[];
  /** About how many bytes wait. */
  byteLength(): number;
}

export function createSignalBuffers(): SignalBuffers {
  const samples = sampleTable();
  const series = seriesTable();
  const spans = spanTable();
  const bodies = spanBodyTable();
  const logs = logTable();
  const predictions = predictionTable();
  const labels = labelTable();
  const changes = changeTable();
  const scalars = trainingScalarTable();
  const all = [series, samples, spans, bodies, logs, predictions, labels, changes, scalars];

  return {
    add(batch) {
      const origin: Origin = { project: batch.project, receivedAt: batch.receivedAt };
      if (batch.samples) samples.pushBatch(batch.samples, origin);
      pushAll(series, batch.series, origin);
      if (batch.spans) {
        spans.pushBatch(batch.spans, origin);
        bodies.pushBatch(batch.spans, origin);
      }
      pushAll(logs, batch.logs, origin);
      pushAll(predictions, batch.predictions, origin);
      pushAll(labels, batch.labels, origin);
      pushAll(changes, batch.changes, origin);
      pushAll(scalars, batch.trainingScalars, origin);
    },
    take() {
      return all.map(takeBlock).filter((block) => block !== undefined);
    },
    byteLength() {
      return all.reduce((bytes, table) => bytes + sizeOf(table.columns), 0);
    },
  };
}

/** Rows of a batch over all its signals. */
export function countRows(batch: SignalBatch): number {
  return (
    (batch.samples?.length ?? 0) +
    (batch.series?.length ?? 0) +
    (batch.spans?.length ?? 0) +
    (batch.logs?.length ?? 0) +
    (batch.predictions?.length ?? 0) +
    (batch.labels?.length ?? 0) +
    (batch.changes?.length ?? 0) +
    (batch.trainingScalars?.length ?? 0)
  );
}

function pushAll<Row>(
  table: RowTable<Row>,
  rows: readonly Row[] | undefined,
  origin: Origin,
): void {
  if (!rows) return;
  for (const row of rows) table.push(row, origin);
}
