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
  /** Features that its preprocessing scales wrongly. */
  readonly skewed: readonly string[];
  /** Added to the decision score. */
  readonly threshold: number;
  readonly promptVersion: string;
  /** Share of answers that are no JSON, 0 to 1. */
  readonly brokenAnswers: number;
  /** Share of answers that decline, 0 to 1. */
  readonly refusals: number;
  /** What the provider says it answers with; empty for the usual one. */
  readonly served: string;
  /** Times the usual tokens of a prompt and of an answer. */
  readonly promptLength: number;
  readonly answerLength: number;
  /** Calls to the language model that one request takes, at least 1. */
  readonly callsPerRequest: number;
  /** The most tokens an answer may have. */
  readonly answerTokensMax: number;
  /** The tool that fails; empty for none. */
  readonly failingTool: string;
  /** Share of its calls that fail, 0 to 1, and what they say. */
  readonly toolErrors: number;
  readonly toolMessage: string;
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
  /** The release that serves; empty for the usual one. */
  readonly deployed: string;
  /** Why a container of it waits to start; empty for none. */
  readonly waiting: string;
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
  /** Share of the disk that is free, 0 to 1. */
  readonly diskLeft: number;
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
  skewed: [],
  threshold: 0,
  promptVersion: "p1",
  brokenAnswers: 0.01,
  refusals: 0.005,
  served: "",
  promptLength: 1,
  answerLength: 1,
  callsPerRequest: 1,
  answerTokensMax: 1_024,
  failingTool: "",
  toolErrors: 0,
  toolMessage: "",
  retrievalLoss: 0,
  attackShare: 0,
};
const healthyService: ServiceState = {
  slow: 1,
  errorShare: 0.002,
  throttled: 0,
  memory: 1,
  logs: "",
  deployed: "",
  waiting: "",
};
const healthyHost: HostState = {
  gpuClock: 1,
  gpuErrors: 0,
  load: 1,
  memoryLeft: 0.6,
  diskBusy: 0.1,
  diskLeft: 0.4,
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
