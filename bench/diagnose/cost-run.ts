import { sharedOnset } from "../../src/diagnose/onset/shared-onset.ts";
import type { ComponentSeries } from "../../src/diagnose/ranking/component-case.ts";
import { rankComponents } from "../../src/diagnose/ranking/rank-components.ts";
import { seededRandom } from "../../src/stats/random.ts";

// One diagnosis a run, in milliseconds of processor time, so that neighbours on the machine do not count: when it began, and which component. Prints one JSON object.
const components = 100;
const metrics = [
  "cpu",
  "memory_bytes",
  "disk_io",
  "latency_p50",
  "latency_p90",
  "latency_p99",
  "errors",
  "requests",
  "net_bytes",
  "gpu_util",
] as const;
const points = 600;
const runs = 60;

const random = seededRandom(process.argv[2] ?? 1);
const times: number[] = [];
let most = 0;
// The same arrays every time, as a caller would hold one window.
const series = Array.from({ length: components }, (_, component) =>
  metrics.map((metric): ComponentSeries => ({
    component: `service-${component}`,
    metric,
    values: new Float64Array(points),
  })),
).flat();
for (let run = 0; run < runs; run++) {
  const culprit = `service-${random.integer(components)}`;
  for (const { component, values } of series) {
    const height = component === culprit ? 3 : random.uniform() < 0.2 ? 1 : 0;
    for (let row = 0; row < points; row++) {
      // A sum of uniform numbers is near enough to normal ones, and quick.
      const noise = 2 * (random.uniform() + random.uniform() + random.uniform() - 1.5);
      values[row] = 10 + noise + (row >= 400 ? height : 0);
    }
  }
  const edges = Array.from({ length: components - 1 }, (_, index) => ({
    caller: `service-${random.integer(index + 1)}`,
    callee: `service-${index + 1}`,
  }));
  const began = process.cpuUsage();
  const onset = sharedOnset(
    series.map(({ values }) => values),
    450,
  ).row;
  rankComponents({
    series,
    calls: [],
    paths: [],
    further: [],
    edges,
    before: [{ start: 0, end: onset }],
    during: { start: onset, end: points },
    target: null,
  });
  const used = process.cpuUsage(began);
  times.push((used.user + used.system) / 1_000);
  most = Math.max(most, process.memoryUsage().rss);
}
times.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    p95Ms: times[Math.floor(0.95 * runs)],
    medianMs: times[runs >> 1],
    megabytes: most / 1e6,
  }),
);
