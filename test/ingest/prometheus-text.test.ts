import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExposition, parseValue } from "../../src/ingest/prometheus-text.ts";
import { AcesoError } from "../../src/model/errors.ts";

const plain = (text: string) => parseExposition(text, false);

describe("text format 0.0.4", () => {
  it("reads the example of the Prometheus documentation", () => {
    const text = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9
metric_without_timestamp_and_labels 12.47
something_weird{problem="division by zero"} +Inf -3982045
rpc_duration_seconds{quantile="0.01",} 3102
`;
    const { samples, families } = plain(text);
    expect(samples).toEqual([
      {
        metric: "http_requests_total",
        labels: { method: "post", code: "200" },
        value: 1027,
        time: 1395066363000,
      },
      {
        metric: "http_requests_total",
        labels: { method: "post", code: "400" },
        value: 3,
        time: 1395066363000,
      },
      {
        metric: "msdos_file_access_time_seconds",
        labels: { path: "C:\\DIR\\FILE.TXT", error: 'Cannot find file:\n"FILE.TXT"' },
        value: 1458255915,
        time: undefined,
      },
      { metric: "metric_without_timestamp_and_labels", labels: {}, value: 12.47, time: undefined },
      {
        metric: "something_weird",
        labels: { problem: "division by zero" },
        value: Infinity,
        time: -3982045,
      },
      {
        metric: "rpc_duration_seconds",
        labels: { quantile: "0.01" },
        value: 3102,
        time: undefined,
      },
    ]);
    expect(families.get("http_requests_total")).toEqual({
      kind: "counter",
      unit: "",
      help: "The total number of HTTP requests.",
    });
  });

  it("takes quoted UTF-8 names", () => {
    expect(plain('{"größe.total","a.b"="1"} 2\n').samples).toEqual([
      { metric: "größe.total", labels: { "a.b": "1" }, value: 2, time: undefined },
    ]);
  });

  it.each([
    "a{b=c} 1",
    "a{b='c'} 1",
    'a{b="c" 1',
    'a{b="c",b="d"} 1',
    'a{b="c"d="e"} 1',
    "a",
    "a b",
    "1a 1",
    "a 1 2 3",
    "a 1 x",
    "# TYPE a sometype",
    "{} 1",
  ])("refuses %s and names the line", (line) => {
    expect(() => plain(`ok 1\n${line}\n`)).toThrow("line 2");
  });

  it("any text: samples or a known error", () => {
    const line = fc.string({ unit: fc.constantFrom(...'a_:{}"=\\,# \t\n1.eEx+-NInf') });
    fc.assert(
      fc.property(line, fc.boolean(), (text, isOpenMetrics) => {
        try {
          parseExposition(text, isOpenMetrics);
        } catch (error) {
          expect(error).toBeInstanceOf(AcesoError);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("OpenMetrics", () => {
  it("has times in seconds, exemplars, units, and ends with EOF", () => {
    const text = `# TYPE foo_seconds counter
# UNIT foo_seconds seconds
foo_seconds_total{a="b"} 17.0 1520879607.789 # {trace_id="x"} 1.0 1520879607.000
# EOF
`;
    const { samples, families } = parseExposition(text, true);
    expect(samples).toEqual([
      { metric: "foo_seconds_total", labels: { a: "b" }, value: 17, time: 1520879607789 },
    ]);
    expect(families.get("foo_seconds_total")).toMatchObject({ kind: "counter", unit: "seconds" });
  });

  it.each(["a 1\n", "# EOF\na 1\n"])("refuses %j", (text) => {
    expect(() => parseExposition(text, true)).toThrow("EOF");
  });
});

it.each([
  ["1e3", 1000],
  ["0x1p-2", 0.25],
  ["1_000", 1000],
  [".5", 0.5],
  ["5.", 5],
  ["+Inf", Infinity],
  ["-inf", -Infinity],
  ["NaN", Number.NaN],
  ["1,5", undefined],
  ["", undefined],
  [".", undefined],
])("the number %s, as Go reads it", (text, value) => expect(parseValue(text)).toEqual(value));
