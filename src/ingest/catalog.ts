import { changes } from "./changes.ts";
import { feedback } from "./feedback.ts";
import { labels } from "./labels.ts";
import { otlpLogs } from "./otlp-logs.ts";
import { otlpMetrics } from "./otlp-metrics.ts";
import { otlpTraces } from "./otlp-traces.ts";
import { predictions } from "./predictions.ts";
import type { Protocol } from "./protocol.ts";
import { remoteWrite } from "./remote-write.ts";

/** Every way to send signals. One more protocol is one more file and one more line here. */
export const protocols: readonly Protocol[] = [
  otlpTraces,
  otlpMetrics,
  otlpLogs,
  remoteWrite,
  predictions,
  labels,
  feedback,
  changes,
];
