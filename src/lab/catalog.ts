import type { FaultKind } from "./fault-kind.ts";
import {
  conceptDrift,
  covariateDrift,
  labelShift,
  nullFlood,
  schemaRename,
  staleFeature,
  unitChange,
} from "./kinds/data-kinds.ts";
import {
  badVersion,
  corruptWeights,
  loadFailure,
  promptChange,
  servingSkew,
  thresholdChange,
} from "./kinds/deployment-kinds.ts";
import {
  cpuStarvation,
  gpuMemoryErrors,
  gpuThrottle,
  memoryLeak,
  retrievalDegradation,
  upstreamTimeouts,
} from "./kinds/runtime-kinds.ts";
import { injectionAttack, overload, trafficShift } from "./kinds/usage-kinds.ts";

/** Every kind of fault the laboratory can plant. */
export const faultKinds: readonly FaultKind[] = Object.freeze([
  unitChange,
  nullFlood,
  staleFeature,
  schemaRename,
  covariateDrift,
  labelShift,
  conceptDrift,
  badVersion,
  corruptWeights,
  servingSkew,
  loadFailure,
  thresholdChange,
  promptChange,
  cpuStarvation,
  memoryLeak,
  gpuThrottle,
  gpuMemoryErrors,
  upstreamTimeouts,
  retrievalDegradation,
  overload,
  trafficShift,
  injectionAttack,
]);
