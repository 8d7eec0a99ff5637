/** What is wrong with one input of a model; the healthy one is `healthyFeature`. */
export interface FeatureState {
  /** Share of rows in which it is null, 0 to 1. */
  readonly nullShare: number;
  /** Its values are multiplied by this. */
  readonly scale: number;
  /** Share of rows that carry the last value from before, 0 to 1. */
  readonly staleShare: number;
  /** The name it arrives under; empty for its own. */
  readonly renamed: string;
  /** Deviations its values move by. */
  readonly shift: number;
  /** Rows of this segment only; empty for all. */
  readonly onlySegment: string;
}

export interface ModelState {
  /** Times the usual traffic. */
  readonly rate: number;
  /** Share of the traffic that moves to the last segment, 0 to 1. */
  readonly segmentShift: number;
  /** Share of rows drawn again until the truth is the first class, 0 to 1. */
  readonly labelTilt: number;
  /** How far the true weights turn into others, 0 to 1. */
  readonly conceptTurn: number;
  /** The version that serves; empty for the usual one. */
  readonly version: string;
  /** Share of the traffic that version gets, 0 to 1. */
  readonly versionShare: number;
  /** How far that version's weights are from the truth, 0 to 1. */
  readonly weightNoise: number;
  /** The deployment's own version of the service; empty for the usual one. */
  readonly deployed: string;
  /** Features that its preprocessing scales wrongly. */
  readonly skewed: readonly string[];
  /** Added to the decision score. */
  readonly threshold: number;
  readonly promptVersion: string;
  /** Share of answers that are no JSON, 0 to 1. */
  readonly brokenAnswers: number;
  /** How much worse the retrieved passages fit, 0 to 1. */
  readonly retrievalLoss: number;
  /** Share of requests that carry an injected instruction, 0 to 1. */
  readonly attackShare: number;
}

export interface ServiceState {
  /** Times its own work takes. */
  readonly slow: number;
  /** Share of requests that fail, 0 to 1. */
  readonly errorShare: number;
  /** Seconds per second held back by a CPU quota. */
  readonly throttled: number;
  /** Times the usual resident memory. */
  readonly memory: number;
  /** What the log says while it fails; empty for nothing. */
  readonly logs: string;
}

export interface HostState {
  /** Share of the clock a throttled GPU keeps, 0 to 1. */
  readonly gpuClock: number;
  /** Uncorrectable memory errors per minute. */
  readonly gpuErrors: number;
  readonly load: number;
  /** Share of memory left, 0 to 1. */
  readonly memoryLeft: number;
  /** Share of time the disk is busy, 0 to 1. */
  readonly diskBusy: number;
}

/** The state of a system at a moment; what is not named is healthy. */
export interface Conditions {
  readonly models: { readonly [model: string]: Partial<ModelState> };
  /** "model/feature" → what differs. */
  readonly features: { readonly [place: string]: Partial<FeatureState> };
  readonly services: { readonly [service: string]: Partial<ServiceState> };
  readonly hosts: { readonly [host: string]: Partial<HostState> };
}

export const healthy: Conditions = { models: {}, features: {}, services: {}, hosts: {} };

const healthyFeature: FeatureState = {
  nullShare: 0,
  scale: 1,
  staleShare: 0,
  renamed: "",
  shift: 0,
  onlySegment: "",
};
const healthyModel: ModelState = {
  rate: 1,
  segmentShift: 0,
  labelTilt: 0,
  conceptTurn: 0,
  version: "",
  versionShare: 0,
  weightNoise: 0,
  deployed: "",
  skewed: [],
  threshold: 0,
  promptVersion: "p1",
  brokenAnswers: 0.01,
  retrievalLoss: 0,
  attackShare: 0,
};
const healthyService: ServiceState = {
  slow: 1,
  errorShare: 0.002,
  throttled: 0,
  memory: 1,
  logs: "",
};
const healthyHost: HostState = {
  gpuClock: 1,
  gpuErrors: 0,
  load: 1,
  memoryLeft: 0.6,
  diskBusy: 0.1,
};

export function featureState(conditions: Conditions, model: string, feature: string): FeatureState {
  return { ...healthyFeature, ...conditions.features[`${model}/${feature}`] };
}

export function modelState(conditions: Conditions, model: string): ModelState {
  return { ...healthyModel, ...conditions.models[model] };
}

export function serviceState(conditions: Conditions, service: string): ServiceState {
  return { ...healthyService, ...conditions.services[service] };
}

export function hostState(conditions: Conditions, host: string): HostState {
  return { ...healthyHost, ...conditions.hosts[host] };
}

/** Two conditions at once; where both speak of one thing, the second wins. */
export function joined(first: Conditions, second: Conditions): Conditions {
  return {
    models: mergedBy(first.models, second.models),
    features: mergedBy(first.features, second.features),
    services: mergedBy(first.services, second.services),
    hosts: mergedBy(first.hosts, second.hosts),
  };
}

function mergedBy<Value extends object>(
  first: { readonly [name: string]: Value },
  second: { readonly [name: string]: Value },
): { readonly [name: string]: Value } {
  const merged: Record<string, Value> = { ...first };
  for (const [name, value] of Object.entries(second)) merged[name] = { ...merged[name], ...value };
  return merged;
}
