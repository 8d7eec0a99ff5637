import { join } from "node:path";
import { z } from "zod";
import { sharedStretch } from "../../src/diagnose/onset/shared-stretch.ts";
import type { CallEdge, ComponentSeries } from "../../src/diagnose/ranking/component-case.ts";
import { isGoodWhenHigh, metricKindOf } from "../../src/diagnose/ranking/metric-kind.ts";
import { calleesOf, neededBy } from "../../src/diagnose/ranking/needed-by.ts";
import { rankComponents } from "../../src/diagnose/ranking/rank-components.ts";
import { readCsvGz } from "../read-csv.ts";
import { componentsByLargestZ, hitsByChance, tellBaselines } from "./baselines.ts";
import { hitsAt, rankOf, tellHits } from "./hits.ts";
import { byId, readJson } from "./read-json.ts";
import type { DiagnoseSet } from "./set.ts";

const casesSchema = z.array(
  z.object({
    id: z.string(),
    scenario: z.string(),
    file: z.string(),
    target: z.object({ node: z.string(), metric: z.string(), agg: z.string() }),
  }),
);
const answersSchema = z.array(z.object({ id: z.string(), node: z.string() }));
const graphSchema = z.object({
  nodes: z.array(z.string()),
  call_edges: z.array(z.tuple([z.string(), z.string()])),
});
/** The target's own series counts like so many of what it needs. */
const targetWeight = 4;

/** Which node of a call graph slowed or failed a target: five-minute rows, two quiet days to compare with. */
export const petshop: DiagnoseSet = {
  name: "petshop",
  folder: "petshop",
  run({ data }) {
    const answers = byId(readJson(join(data, "answers.json"), answersSchema));
    const quiet = new Map<string, ReturnType<typeof readColumns>>();
    const told = readJson(join(data, "cases.json"), casesSchema).flatMap((entry) => {
      const truth = answers.get(entry.id)?.node;
      if (truth === undefined) return [];
      const { scenario } = entry;
      const calm = quiet.get(scenario) ?? readColumns(join(data, `${scenario}-noissue.csv.gz`));
      quiet.set(scenario, calm);
      const graph = readJson(join(data, `${scenario}-graph.json`), graphSchema);
      const edges = graph.call_edges.map(([caller, callee]) => ({ caller, callee }));
      const now = readColumns(join(data, entry.file));
      const ranked = judge({ now, calm, edges, target: entry.target });
      const kind = `${scenario} ${entry.target.metric}`;
      return [
        {
          kind,
          rank: rankOf(ranked.own, truth),
          largestZ: rankOf(ranked.largestZ, truth),
          random: hitsByChance(ranked.own.length),
        },
      ];
    });
    const ranks = told.map(({ rank }) => rank);
    const shared = { bench: "diagnose", set: "petshop", unit: "ratio", better: "higher" } as const;
    const referenceName = "n-sigma and traversal";
    return Promise.resolve({
      figures: [
        {
          ...shared,
          measure: "ac1",
          value: hitsAt(ranks, 1),
          target: 0.6,
          reference: 0.385,
          referenceName,
        },
        {
          ...shared,
          measure: "ac3",
          value: hitsAt(ranks, 3),
          target: 0.85,
          reference: 0.654,
          referenceName,
        },
      ],
      notes: [...tellHits("petshop", told), ...tellBaselines("petshop", told)],
    });
  },
};

/** column name → values */
function readColumns(path: string): ReadonlyMap<string, Float64Array> {
  const { header, columns } = readCsvGz(path);
  return new Map(header.map((name, index) => [name, columns[index] ?? new Float64Array()]));
}

function judge(given: {
  readonly now: ReadonlyMap<string, Float64Array>;
  readonly calm: ReadonlyMap<string, Float64Array>;
  readonly edges: readonly CallEdge[];
  readonly target: { readonly node: string; readonly metric: string; readonly agg: string };
}) {
  const { now, calm, edges, target } = given;
  const kind = metricKindOf(target.metric);
  const series: ComponentSeries[] = [];
  for (const [name, values] of now) {
    const [component = "", metric = "", aggregate = ""] = name.split("|");
    const isLoad = metricKindOf(metric) === "load";
    if (!isLoad && (metric !== target.metric || aggregate !== target.agg)) continue;
    const quiet = calm.get(name);
    series.push({ component, metric, values, ...(quiet === undefined ? {} : { quiet }) });
  }
  const needed = neededBy(target.node, calleesOf(edges));
  const stretch = sharedStretch(
    series
      .filter(({ component, metric }) => metric === target.metric && needed.has(component))
      .map(({ component, metric, values, quiet }) => ({
        kind,
        goodWhenHigh: isGoodWhenHigh(metric),
        values,
        ...(quiet === undefined ? {} : { quiet }),
        weight: component === target.node ? targetWeight : 1,
      })),
  );
  const rows = series[0]?.values.length ?? 0;
  const file = {
    series,
    calls: [],
    paths: [],
    further: [],
    before: [
      { start: 0, end: stretch.start },
      { start: stretch.end, end: rows },
    ],
    during: { start: stretch.start, end: stretch.end },
  };
  const ranked = rankComponents({ ...file, edges, target: { component: target.node, kind } });
  return {
    own: ranked.map(({ component }) => component),
    largestZ: componentsByLargestZ(file),
  };
}
