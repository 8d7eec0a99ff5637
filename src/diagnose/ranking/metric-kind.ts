/** What a metric speaks of, told by its name and unit. */
export type MetricKind =
  | "memory"
  | "gpu"
  | "disk"
  | "cpu"
  | "network"
  | "errors"
  | "latency"
  | "load"
  | "quality"
  | "other";

/** What follows from a kind when a component is suspected. */
export interface MetricTraits {
  /**
   * Inside a component (what it uses) rather than at its border (how it answers). Faults start inside and
   * travel only over the border, so that a victim shows border signs alone (PRISM, 2026).
   */
  readonly isInternal: boolean;
  /** The direction that means trouble; both where either may. */
  readonly worse: "up" | "down" | "both";
  /**
   * Which of a component's own moved metrics names the fault: the lowest. A leak makes the processor work
   * (collection, swapping), a busy processor does not fill the memory; a full disk or a sick card slow both.
   */
  readonly precedence: number;
  /** Read as factors: twice as slow is as far at 10 ms as at 10 s. */
  readonly isRatio: boolean;
  /** A share of all: its level says nothing of its noise (99 % success is not "large"). */
  readonly isShare: boolean;
}

// Tried in order; the first match wins. Names in lower case, words parted by "_".
const patterns: readonly (readonly [RegExp, MetricKind])[] = [
  [/gpu|dcgm|cuda|(^|_)xid|(^|_)ecc(_|$)|vram|nvlink/, "gpu"],
  [/accuracy|precision|recall|(^|_)f1(_|$)|(^|_)auc|drift|jensen|valid|quality|null/, "quality"],
  [/latenc|duration|response_?time|(^|_)lat(_|$)|ttft|first_token|(^|_)p\d{2}(_|$)/, "latency"],
  [/error|fail|success|availab|fault|exception|(^|_)5xx|status_?5/, "errors"],
  [/cpu|processor|throttl|event_?loop/, "cpu"],
  [/mem(_|$|ory)|rss|heap|oom|swap|memoryusage/, "memory"],
  [/disk|filesystem|(^|_)fs_|(^|_)io(_|$)|inode|iops/, "disk"],
  [/net|receive|transmi|packet|bytes_(in|out)|socket|tcp/, "network"],
  [
    /(^|_)lod(_|$)|load|workload|requests?|qps|rps|ops(_|$)|(^|_)rate(_|$)|throughput|queue/,
    "load",
  ],
];

const traits: { readonly [Kind in MetricKind]: MetricTraits } = {
  gpu: { isInternal: true, worse: "both", precedence: 0, isRatio: false, isShare: false },
  memory: { isInternal: true, worse: "up", precedence: 1, isRatio: false, isShare: false },
  disk: { isInternal: true, worse: "up", precedence: 2, isRatio: false, isShare: false },
  cpu: { isInternal: true, worse: "up", precedence: 3, isRatio: false, isShare: false },
  network: { isInternal: false, worse: "both", precedence: 4, isRatio: false, isShare: false },
  errors: { isInternal: false, worse: "up", precedence: 5, isRatio: false, isShare: true },
  latency: { isInternal: false, worse: "up", precedence: 6, isRatio: true, isShare: false },
  load: { isInternal: false, worse: "both", precedence: 7, isRatio: false, isShare: false },
  quality: { isInternal: false, worse: "both", precedence: 8, isRatio: false, isShare: true },
  other: { isInternal: false, worse: "both", precedence: 9, isRatio: false, isShare: false },
};

/**
 * The kind of a metric, by the words in its name ("PodServerLatencyP90(s)" is a latency); its unit decides
 * where the name does not ("usage" in "%" stays other, in "bytes" is memory). The component's own name
 * must not be part of the name.
 */
export function metricKindOf(name: string, unit = ""): MetricKind {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");
  const known = patterns.find(([pattern]) => pattern.test(words))?.[1];
  if (known !== undefined) return known;
  if (/^(ms|s|seconds|milliseconds|us)$/.test(unit)) return "latency";
  return /^(bytes|by|mi?b|gi?b)$/i.test(unit) ? "memory" : "other";
}

/** What follows from a kind. */
export function traitsOf(kind: MetricKind): MetricTraits {
  return traits[kind];
}

/** True where the metric tells of success, so that a fall is trouble ("availability", "SuccessRate"). */
export function isGoodWhenHigh(name: string): boolean {
  return /success|availab|accuracy|precision|recall|valid/i.test(name);
}
