import type { SettingTable, ValuesOf } from "../model/settings.ts";

/** What incidents are drawn like: others' settings give others' incidents. */
export const labSettings = {
  prefix: {
    type: "text",
    default: "",
    meaning: "Put before the name of every model, service and host.",
  },
  kinds: {
    type: "text",
    default: "",
    meaning: "Names of the kinds of fault to draw from, separated by commas; empty for all.",
  },
  tasks: {
    type: "text",
    default: "binary, multiclass, regression, generation",
    meaning: "What models may do, separated by commas; those of a system take turns.",
  },
  featureCalls: {
    type: "text",
    default: "api > feature-store, feature-store > feature-db",
    meaning:
      "Who calls whom behind the service (api) of a model with features: pairs separated by commas.",
  },
  languageCalls: {
    type: "text",
    default: "api > retriever, retriever > vector-db",
    meaning: "The same behind the service of a language model; what it calls first retrieves.",
  },
  models: {
    type: "number",
    unit: "1",
    default: 2,
    min: 1,
    max: 6,
    meaning: "Models of the drawn system; they share dependencies and hosts.",
  },
  requestsPerSecond: {
    type: "number",
    unit: "1/s",
    default: 1.2,
    min: 0.2,
    max: 50,
    meaning: "Requests per second to each model, before noise.",
  },
  beforeMinutes: {
    type: "number",
    unit: "min",
    default: 16,
    min: 5,
    max: 20_160,
    meaning: "Healthy time before the onset.",
  },
  duringMinutes: {
    type: "number",
    unit: "min",
    default: 3,
    min: 1,
    max: 60,
    meaning: "Time from the onset to the last signal.",
  },
  rampFactor: {
    type: "number",
    unit: "1",
    default: 1,
    min: 0,
    max: 100,
    meaning: "Multiplies how long faults take from their first sign to their full strength.",
  },
  seasonSize: {
    type: "number",
    unit: "ratio",
    default: 0.3,
    min: 0,
    max: 0.9,
    meaning:
      "Traffic rises and falls with a period of 20 min, an hour or a day, by at most this share.",
  },
  lateSecondsMax: {
    type: "number",
    unit: "s",
    default: 60,
    min: 0,
    max: 600,
    meaning: "The onset an alarm gives is late by a uniform time up to this.",
  },
  labelDelaySeconds: {
    type: "number",
    unit: "s",
    default: 15,
    min: 0,
    max: 600,
    meaning: "Mean delay of a label, exponential.",
  },
  benignShare: {
    type: "number",
    unit: "ratio",
    default: 0.2,
    min: 0,
    max: 1,
    meaning: "Share of incidents in which nothing is broken.",
  },
  innocentChangeShare: {
    type: "number",
    unit: "ratio",
    default: 0.5,
    min: 0,
    max: 1,
    meaning: "Chance of an innocent change in the hour before the onset.",
  },
  untoldChangeShare: {
    type: "number",
    unit: "ratio",
    default: 0.2,
    min: 0,
    max: 1,
    meaning: "Chance that nobody tells of the change that is the cause.",
  },
  doubleFaultShare: {
    type: "number",
    unit: "ratio",
    default: 0.05,
    min: 0,
    max: 1,
    meaning: "Chance of a second, weaker fault elsewhere; the first is the truth.",
  },
  missingShare: {
    type: "number",
    unit: "ratio",
    default: 0.1,
    min: 0,
    max: 1,
    meaning:
      "Chance that a kind of telemetry (server spans of a service, host metrics) is missing.",
  },
  magnitude: {
    type: "number",
    unit: "1",
    default: 1,
    min: 0.2,
    max: 5,
    meaning: "Multiplies how strongly faults act.",
  },
} as const satisfies SettingTable;

/** The values of every setting of the laboratory. */
export type LabSettings = ValuesOf<typeof labSettings>;
