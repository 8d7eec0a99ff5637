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
import { badVersion, corruptWeights, thresholdChange } from "./kinds/deployment-kinds.ts";
import {
  longInputs,
  outputLimit,
  promptChange,
  providerChange,
  tokenExplosion,
  toolErrors,
} from "./kinds/language-kinds.ts";
import { artifactHash, artifactMissing, imagePull, servingSkew } from "./kinds/release-kinds.ts";
import {
  cpuStarvation,
  diskFull,
  diskStarvation,
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
  artifactMissing,
  artifactHash,
  imagePull,
  thresholdChange,
  promptChange,
  tokenExplosion,
  outputLimit,
  providerChange,
  toolErrors,
  longInputs,
  cpuStarvation,
  memoryLeak,
  diskFull,
  diskStarvation,
  gpuThrottle,
  gpuMemoryErrors,
  upstreamTimeouts,
  retrievalDegradation,
  overload,
  trafficShift,
  injectionAttack,
]);
