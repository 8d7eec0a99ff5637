import type { Labels, MetricKind } from "../model/signals.ts";
import type { TimeMs } from "../model/time.ts";
import type { Intake } from "./intake.ts";
import { SampleColumns } from "./sample-columns.ts";

/** One value of a metric that we take ourselves: of this machine or of this process. */
export interface MetricPoint {
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly help: string;
}

/**
 * Writes points at one moment through the intake.
 *
 * @throws AcesoError "store-unavailable" | "overloaded"; nothing was written then
 */
export async function writePoints(
  points: readonly MetricPoint[],
  to: {
    readonly intake: Intake;
    readonly project: string;
    readonly now: TimeMs;
    readonly labels: Labels;
  },
): Promise<void> {
  const columns = new SampleColumns({
    registry: to.intake.memoryOf(to.project).series,
    limits: to.intake.limits,
    now: to.now,
    capacity: points.length,
  });
  for (const { metric, labels, value, kind, unit, help } of points) {
    const entry = columns.entryOf(metric, { ...to.labels, ...labels }, { kind, unit, help });
    if (entry !== undefined) columns.push(entry, to.now, value);
  }
  if (columns.length === 0) return;
  await to.intake.sink.append({
    project: to.project,
    receivedAt: to.now,
    series: columns.series,
    samples: columns.batch(),
  });
  columns.committed();
}
