import type { Labels } from "../model/signals.ts";
import type { QueryData } from "./engine.ts";
import { apiNumberText } from "./number-text.ts";

/** A time in seconds and a value as text: how the Prometheus API writes a sample. */
export type ApiSample = readonly [seconds: number, value: string];

/** The `data` of a Prometheus API answer to query and query_range. */
export type ApiData =
  | { readonly resultType: "scalar" | "string"; readonly result: ApiSample }
  | {
      readonly resultType: "vector";
      readonly result: readonly { readonly metric: Labels; readonly value: ApiSample }[];
    }
  | {
      readonly resultType: "matrix";
      readonly result: readonly {
        readonly metric: Labels;
        readonly values: readonly ApiSample[];
      }[];
    };

/** A result as the Prometheus HTTP API gives it in `data`. */
export function toApi(data: QueryData): ApiData {
  switch (data.type) {
    case "scalar":
      return { resultType: "scalar", result: [data.time / 1000, apiNumberText(data.value)] };
    case "string":
      return { resultType: "string", result: [data.time / 1000, data.value] };
    case "vector":
      return {
        resultType: "vector",
        result: data.samples.map(({ labels, time, value }) => ({
          metric: labels,
          value: [time / 1000, apiNumberText(value)],
        })),
      };
    case "matrix":
      return {
        resultType: "matrix",
        result: data.series.map(({ labels, times, values }) => ({
          metric: labels,
          values: Array.from(times, (time, index) => [
            time / 1000,
            apiNumberText(values[index] ?? Number.NaN),
          ]),
        })),
      };
    default:
      return data satisfies never;
  }
}
