import type { Probe } from "./probe.ts";
import { changeBeforeOnset } from "./probes/change-before-onset.ts";
import { componentRanking } from "./probes/component-ranking.ts";
import { conceptDrift } from "./probes/concept-drift.ts";
import { decisionRule } from "./probes/decision-rule.ts";
import { dependency } from "./probes/dependency.ts";
import { errorRate } from "./probes/error-rate.ts";
import { failingSpans } from "./probes/failing-spans.ts";
import { featureDrift } from "./probes/feature-drift.ts";
import { featureIntegrity } from "./probes/feature-integrity.ts";
import { featureNull } from "./probes/feature-null.ts";
import { hardware } from "./probes/hardware.ts";
import { labelMix } from "./probes/label-mix.ts";
import { llmCalls } from "./probes/llm-calls.ts";
import { logTemplates } from "./probes/log-templates.ts";
import { machineEvents } from "./probes/machine-events.ts";
import { outputFormat } from "./probes/output-format.ts";
import { promptInjection } from "./probes/prompt-injection.ts";
import { resourceSaturation } from "./probes/resource-saturation.ts";
import { retrieval } from "./probes/retrieval.ts";
import { serviceRelease } from "./probes/service-release.ts";
import { trafficSurge } from "./probes/traffic-surge.ts";
import { users } from "./probes/users.ts";
import { worseSlices } from "./probes/worse-slices.ts";
import { versionContents } from "./probes/version-contents.ts";
import { versionExposure } from "./probes/version-exposure.ts";

/** Every probe a diagnosis asks, in the order their findings are read. */
export const probes: readonly Probe[] = Object.freeze([
  changeBeforeOnset,
  versionExposure,
  versionContents,
  serviceRelease,
  decisionRule,
  featureNull,
  featureIntegrity,
  featureDrift,
  labelMix,
  users,
  conceptDrift,
  outputFormat,
  promptInjection,
  retrieval,
  llmCalls,
  dependency,
  hardware,
  resourceSaturation,
  machineEvents,
  componentRanking,
  trafficSurge,
  logTemplates,
  worseSlices,
  failingSpans,
  errorRate,
]);
