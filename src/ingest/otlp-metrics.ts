import { failOtlp, otlpContentTypes, otlpEncodings, succeedOtlp } from "./otlp-answer.ts";
import { walkEnvelope } from "./otlp-envelope.ts";
import { readJsonMetric } from "./otlp-metrics-json.ts";
import { readProtobufMetric } from "./otlp-metrics-protobuf.ts";
import { PointWriter } from "./otlp-points.ts";
import type { Protocol } from "./protocol.ts";

/**
 * OTLP metrics over HTTP, protobuf and JSON, as Prometheus series: a histogram becomes `_bucket`, `_sum`
 * and `_count`, an exponential one too (bounds at powers of its base), differences are summed up.
 */
export const otlpMetrics: Protocol = {
  name: "otlp-metrics",
  routes: [{ method: "POST", path: "/v1/metrics" }],
  contentTypes: otlpContentTypes,
  encodings: otlpEncodings,
  decode(request) {
    const points = new PointWriter(request);
    const takeBack = () => request.memory.deltas.takeBack(points.added);
    const names = { resources: "resourceMetrics", scopes: "scopeMetrics", items: "metrics" };
    try {
      const rejections = walkEnvelope(request, names, {
        protobuf: (reader, end, resource) =>
          readProtobufMetric(reader, end, request.limits.depthMax, (head, point) =>
            points.write(head, point, resource),
          ),
        json: (fields, resource) =>
          readJsonMetric(fields, (head, point) => points.write(head, point, resource)),
      });
      const { columns } = points;
      return {
        batch: {
          project: request.project,
          receivedAt: request.now,
          series: columns.series,
          samples: columns.batch(),
        },
        accepted: points.accepted,
        rejected: [...rejections.list(), ...columns.rejections.list()],
        committed: () => columns.committed(),
        undone: takeBack,
      };
    } catch (error) {
      takeBack();
      throw error;
    }
  },
  succeed: succeedOtlp("rejectedDataPoints"),
  fail: failOtlp,
};
