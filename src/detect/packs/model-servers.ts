import type { Json } from "../../model/json.ts";
import { say } from "../../model/message.ts";
import type { Monitor } from "../../model/monitor.ts";
import { minute } from "../../model/time.ts";
import { monitorId } from "./monitor-id.ts";

/** A figure of a model server, under the names the servers give it. */
interface ServerRule {
  readonly measure: string;
  /** Metric names, newest first; the first that is reported is used. */
  readonly names: readonly string[];
  /** Histogram names lack `_bucket`; their 95th percentile over a minute is taken, in seconds. */
  readonly kind: "gauge" | "histogram";
  readonly unit: string;
  readonly settings: { readonly [name: string]: Json };
}

const seconds = {
  kind: "histogram",
  unit: "s",
  settings: { transform: "log", changeMinRatio: 0.5, changeMin: 0.02 },
} as const;

/**
 * vLLM and SGLang say what spans cannot: how long the queue is and how full the cache. All evidence:
 * what users feel is measured from their own calls, and from the server's histograms only where no calls
 * come. Names: the projects' metrics pages.
 */
const serverRules: readonly ServerRule[] = [
  {
    measure: "server-queue",
    names: ["vllm:num_requests_waiting", "sglang:num_queue_reqs"],
    kind: "gauge",
    unit: "1",
    settings: { changeMin: 3, changeMinRatio: 0.5 },
  },
  {
    measure: "server-cache",
    names: ["vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc", "sglang:token_usage"],
    kind: "gauge",
    unit: "ratio",
    settings: { changeMin: 0.3, changeMinRatio: 0 },
  },
  {
    measure: "server-first-token-p95",
    names: ["vllm:time_to_first_token_seconds", "sglang:time_to_first_token_seconds"],
    ...seconds,
  },
  {
    measure: "server-latency-p95",
    names: ["vllm:e2e_request_latency_seconds", "sglang:e2e_request_latency_seconds"],
    ...seconds,
  },
];

/** Monitors of a model's server, for the metrics it reports; `isCalled` where spans tell of the model's calls. */
export function serverMonitors(
  server: { readonly model: string; readonly metrics: readonly string[] },
  { isCalled }: { readonly isCalled: boolean },
): Monitor[] {
  const reported = new Set(server.metrics);
  const isReported = (rule: ServerRule, name: string): boolean =>
    reported.has(rule.kind === "histogram" ? `${name}_bucket` : name);
  return serverRules.flatMap((rule) => {
    if (rule.kind === "histogram" && isCalled) return [];
    const metric = rule.names.find((name) => isReported(rule, name));
    if (metric === undefined) return [];
    return [serverMonitor(server.model, metric, rule)];
  });
}

function serverMonitor(model: string, metric: string, rule: ServerRule): Monitor {
  const matcher = `{model_name=${JSON.stringify(model)}}`;
  return {
    id: monitorId("model", model, rule.measure, {}),
    owner: "pack",
    watch: {
      kind: "series",
      expression:
        rule.kind === "gauge"
          ? `max(${metric}${matcher})`
          : `histogram_quantile(0.95, sum by (le) (rate(${metric}_bucket${matcher}[1m])))`,
      subject: { kind: "model", model },
    },
    detector: "running-band",
    settings: rule.settings,
    direction: "up",
    class: "evidence",
    holdWindows: 2,
    windowMs: minute,
    severity: "info",
    unit: rule.unit,
    reason: say("pack/server", { subject: model }),
    enabled: true,
  };
}
