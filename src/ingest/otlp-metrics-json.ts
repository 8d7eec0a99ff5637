import { AcesoError } from "../model/errors.ts";
import { isFields, type Fields } from "./json-rows.ts";
import { readJsonAttributes } from "./otlp-attributes.ts";
import { listOf } from "./otlp-envelope.ts";
import { jsonNanoseconds, jsonNumber, jsonNumbers, jsonText } from "./otlp-json.ts";
import { clampScale, emptyExponential, type PointReceiver } from "./otlp-metrics-protobuf.ts";
import { rawPoint, type MetricHead, type RawPoint } from "./otlp-points.ts";

/** Reads one metric of OTLP/JSON. Throws AcesoError. */
export function readJsonMetric(fields: Fields, receive: PointReceiver): void {
  const found = dataOf(fields);
  const name = jsonText(fields["name"]);
  if (name === "") {
    throw new AcesoError("missing-field", { field: "name", expected: "the name of the metric" });
  }
  if (!found) return;
  const temporality = found.data["aggregationTemporality"];
  const head: MetricHead = {
    name,
    help: jsonText(fields["description"]),
    unit: jsonText(fields["unit"]),
    shape: found.shape,
    isDelta: temporality === 1 || temporality === "AGGREGATION_TEMPORALITY_DELTA",
  };
  for (const point of listOf(found.data, "dataPoints")) {
    receive(head, pointOf(point, found.kind));
  }
}

type DataKind = "gauge" | "sum" | "histogram" | "exponentialHistogram" | "summary";

function dataOf(
  fields: Fields,
):
  | { readonly kind: DataKind; readonly data: Fields; readonly shape: MetricHead["shape"] }
  | undefined {
  const kinds = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"] as const;
  for (const kind of kinds) {
    const data = fields[kind];
    if (!isFields(data)) continue;
    if (kind === "sum")
      return { kind, data, shape: data["isMonotonic"] === true ? "counter" : "gauge" };
    const shape = kind === "exponentialHistogram" ? "histogram" : kind;
    return { kind, data, shape };
  }
  return undefined;
}

function pointOf(fields: Fields, kind: DataKind): RawPoint {
  const point = rawPoint();
  readJsonAttributes(fields["attributes"], point.attributes);
  point.timeNs = jsonNanoseconds(fields["timeUnixNano"], "timeUnixNano");
  point.flags = jsonNumber(fields["flags"]) ?? 0;
  point.value = jsonNumber(fields["asDouble"]) ?? jsonNumber(fields["asInt"]) ?? Number.NaN;
  point.count = jsonNumber(fields["count"]) ?? 0;
  point.sum = jsonNumber(fields["sum"]);
  point.bucketCounts = jsonNumbers(fields["bucketCounts"]);
  point.bounds = jsonNumbers(fields["explicitBounds"]);
  if (kind === "summary") {
    for (const entry of listOf(fields, "quantileValues")) {
      const quantile = jsonNumber(entry["quantile"]) ?? 0;
      point.quantiles.push({ quantile, value: jsonNumber(entry["value"]) ?? 0 });
    }
  }
  if (kind === "exponentialHistogram") {
    point.exponential = {
      ...emptyExponential(),
      scale: clampScale(jsonNumber(fields["scale"]) ?? 0),
      zeroCount: jsonNumber(fields["zeroCount"]) ?? 0,
      zeroThreshold: jsonNumber(fields["zeroThreshold"]) ?? 0,
      positive: bucketsOf(fields["positive"]),
      negative: bucketsOf(fields["negative"]),
    };
  }
  return point;
}

function bucketsOf(value: unknown): { offset: number; counts: readonly number[] } {
  if (!isFields(value)) return { offset: 0, counts: [] };
  const offset = Math.trunc(jsonNumber(value["offset"]) ?? 0);
  return {
    offset: Math.abs(offset) <= 2 ** 31 ? offset : 0,
    counts: jsonNumbers(value["bucketCounts"]),
  };
}
