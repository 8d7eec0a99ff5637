import type { Probe } from "./probe.ts";
import { changeBeforeOnset } from "./probes/change-before-onset.ts";
import { dependency } from "./probes/dependency.ts";
import { errorRate } from "./probes/error-rate.ts";
import { featureDrift } from "./probes/feature-drift.ts";
import { featureNull } from "./probes/feature-null.ts";
import { outputFormat } from "./probes/output-format.ts";
import { resourceSaturation } from "./probes/resource-saturation.ts";
import { trafficSurge } from "./probes/traffic-surge.ts";
import { versionExposure } from "./probes/version-exposure.ts";

/** Every probe a diagnosis asks, in the order their findings are read. */
export const probes: readonly Probe[] = Object.freeze([
  changeBeforeOnset,
  versionExposure,
  featureNull,
  featureDrift,
  outputFormat,
  dependency,
  resourceSaturation,
  trafficSurge,
  errorRate,
]);
