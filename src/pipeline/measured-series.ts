import { seriesNames } from "../measure/catalog.ts";
import type { Measurement } from "../model/measurement.ts";
import { seriesRowOf } from "../model/series-id.ts";
import type { Labels, SampleBatch, SeriesRow, SignalBatch } from "../model/signals.ts";
import type { Loop, ProjectState } from "./loop.ts";

/** Samples go to the store in batches of at most this many measurements. */
const batchSize = 20_000;

/** Keeps measurements as series of their own, beside the samples that people send. */
export async function writeBack(
  loop: Loop,
  project: ProjectState,
  measurements: readonly Measurement[],
): Promise<void> {
  for (let from = 0; from < measurements.length; from += batchSize) {
    await loop.store.append(
      measuredSeries({
        project: project.name,
        receivedAt: loop.now(),
        measurements: measurements.slice(from, from + batchSize),
      }),
    );
  }
}

/**
 * Measurements as series: `<series>`, `<series>_samples` (rows) and `<series>_stderr` (the value's
 * unit), with equal labels, each sample at its window's end. Undefined values leave no sample.
 */
export function measuredSeries(request: {
  readonly project: string;
  readonly receivedAt: number;
  readonly measurements: readonly Measurement[];
}): SignalBatch {
  const rows = new Map<bigint, SeriesRow>();
  const points: { readonly row: SeriesRow; readonly time: number; readonly value: number }[] = [];
  for (const measurement of request.measurements) {
    const name = seriesNames.get(measurement.measure);
    if (name === undefined || measurement.value === null) continue;
    const labels = labelsOf(measurement);
    const time = measurement.window.end;
    const add = (metric: string, value: number, help: string): void => {
      const row = seriesRowOf(metric, labels, "gauge", "", help);
      rows.set(row.seriesId, row);
      points.push({ row, time, value });
    };
    add(name, measurement.value, `${measurement.measure} over the window that ends here`);
    add(`${name}_samples`, measurement.count, `rows that ${name} rests on`);
    if (measurement.standardError !== null) {
      add(`${name}_stderr`, measurement.standardError, `standard error of ${name}`);
    }
  }
  return {
    project: request.project,
    receivedAt: request.receivedAt,
    series: [...rows.values()],
    samples: samplesOf(points),
  };
}

/** The labels of a measured series: its subject and the parts of its slice. */
export function labelsOf(measurement: Pick<Measurement, "subject" | "slice">): Labels {
  const { subject, slice } = measurement;
  return {
    ...(subject.kind === "model" ? { model: subject.model } : { service: subject.service }),
    ...slice,
  };
}

function samplesOf(
  points: readonly { readonly row: SeriesRow; readonly time: number; readonly value: number }[],
): SampleBatch {
  const length = points.length;
  const batch = {
    length,
    metricIds: new BigUint64Array(length),
    seriesIds: new BigUint64Array(length),
    times: new BigInt64Array(length),
    values: new Float64Array(length),
  };
  points.forEach(({ row, time, value }, index) => {
    batch.metricIds[index] = row.metricId;
    batch.seriesIds[index] = row.seriesId;
    batch.times[index] = BigInt(time);
    batch.values[index] = value;
  });
  return batch;
}
