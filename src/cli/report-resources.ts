import {
  resourceReport,
  type ResourceUse,
  resources,
} from "../measure/resource/resource-report.ts";
import type { Window } from "../model/time.ts";
import { second } from "../model/time.ts";
import { writeReport } from "./check.ts";
import { clientOf } from "./client.ts";
import { numberFlag, textFlag } from "./flag-values.ts";
import type { CommandLine, ExitCode, World } from "./world.ts";

const pointsMax = 300;
const seriesMax = 50;

/** aceso report --resources: use, forecasts and idleness of what machines have, from a running Aceso. */
export async function reportResources(
  window: Window,
  line: CommandLine,
  world: World,
): Promise<ExitCode> {
  const client = clientOf(line, world);
  const step = Math.max(15, Math.ceil((window.end - window.start) / pointsMax / second));
  const uses: ResourceUse[] = [];
  for (const resource of resources) {
    const { data } = await client.call("GET /api/v1/query_range", {
      query: {
        query: resource.expression,
        start: window.start / second,
        end: window.end / second,
        step,
      },
    });
    for (const { metric, values } of seriesOf(data).slice(0, seriesMax)) {
      const { __name__: _, job: __, ...labels } = metric;
      const times = values.map(([time]) => time * second);
      uses.push({ resource, labels, times, values: values.map(([, value]) => Number(value)) });
    }
  }
  const cost = textFlag(line, "hour-cost");
  const hourCost = cost === undefined ? undefined : numberFlag(line, "hour-cost", 0);
  return writeReport(resourceReport(uses, { window, hourCost }), line, world);
}

interface RangeSeries {
  readonly metric: { readonly [label: string]: string };
  readonly values: readonly (readonly [seconds: number, value: string])[];
}

/** The matrix of an answer in Prometheus' form, which the API gives. */
function seriesOf(data: unknown): readonly RangeSeries[] {
  // The route answers in Prometheus' format, which is checked by the tests of the server.
  return (data as { readonly result?: readonly RangeSeries[] }).result ?? [];
}
