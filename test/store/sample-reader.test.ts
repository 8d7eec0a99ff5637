import { expect, it } from "vitest";
import type { Connection } from "../../src/store/connection.ts";
import type { Block } from "../../src/store/native/reader.ts";
import { SampleReader } from "../../src/store/sample-reader.ts";
import { SeriesIndex } from "../../src/store/series-index.ts";

/** Each series has a sample a second whose value is its id; `broken` series fail the statement. */
function connect(broken?: bigint) {
  const statements: { readonly ids: readonly bigint[]; readonly start: number }[] = [];
  const connection = {
    backend: "embedded",
    rows: () => Promise.resolve([]),
    blocks(_: string, parameters: Record<string, unknown>): Promise<readonly Block[]> {
      // The reader's own parameters.
      const { ids, start, end } = parameters as unknown as {
        readonly ids: readonly bigint[];
        readonly start: number;
        readonly end: number;
      };
      statements.push({ ids, start });
      if (broken !== undefined && ids.includes(broken)) return Promise.reject(new Error("broken"));
      const rows = ids.flatMap((id) => {
        const count = (end - start) / 1_000;
        return Array.from({ length: count }, (_, at) => [id, start + (at + 1) * 1_000] as const);
      });
      const columns = new Map<string, unknown>([
        ["series_id", BigUint64Array.from(rows, ([id]) => id)],
        ["time", BigInt64Array.from(rows, ([, time]) => BigInt(time))],
        ["value", Float64Array.from(rows, ([id]) => Number(id))],
      ]);
      return Promise.resolve([{ rows: rows.length, columns } as unknown as Block]);
    },
  } as unknown as Connection;
  const index = new SeriesIndex(connection, () => 0);
  index.learn(
    "p",
    Array.from({ length: 6 }, (_, at) => ({
      metric: `metric_${at}`,
      metricId: BigInt(at),
      seriesId: BigInt(at + 1),
      labels: {},
      kind: "gauge" as const,
      unit: "",
      help: "",
    })),
  );
  return { reader: new SampleReader({ connection, index, samplesMax: 1_000_000 }), statements };
}

const ask = (reader: SampleReader, metric: number, start: number, end = 600_000) =>
  reader.select("p", {
    matchers: [{ name: "__name__", operator: "=", value: `metric_${metric}` }],
    start,
    end,
  });

it("requests of one turn and end are read by one statement, each getting its own range", async () => {
  const { reader, statements } = connect();
  const [one, two, other] = await Promise.all([
    ask(reader, 0, 0),
    ask(reader, 1, 540_000),
    ask(reader, 2, 0, 660_000),
  ]);
  expect(statements).toHaveLength(2);
  expect(statements[0]).toEqual({ ids: [1n, 2n], start: 0 });
  expect(one).toHaveLength(1);
  expect(one[0]?.times).toHaveLength(600);
  expect([...(two[0]?.times ?? [])].at(0)).toBe(541_000);
  expect(two[0]?.values).toEqual(new Float64Array(60).fill(2));
  expect(other[0]?.times).toHaveLength(660);
});

it("a long range is read alone", async () => {
  const { reader, statements } = connect();
  await Promise.all([ask(reader, 0, 0, 3_600_000), ask(reader, 1, 0, 3_600_000)]);
  expect(statements).toHaveLength(2);
});

it("what fails together is asked again one by one, and only the broken one fails", async () => {
  const { reader } = connect(2n);
  const answers = await Promise.allSettled([0, 1, 2].map((metric) => ask(reader, metric, 0)));
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

it("series that are not there cost no statement", async () => {
  const { reader, statements } = connect();
  expect(await ask(reader, 99, 0)).toEqual([]);
  expect(statements).toEqual([]);
});
