import { z } from "zod";
import { declaredMonitorSchema, repairPolicySchema, repairTargetSchema } from "../api/schemas.ts";
import { lineOf } from "./config-position.ts";
import { declaredEdgeSchema } from "./declared-edge-schema.ts";
import { driftSchema } from "./drift-schema.ts";
import { goldenSetSchema } from "./golden-set-schema.ts";
import { liveJudgeSchema } from "./live-judge-schema.ts";
import { measuresSchema, worthSchema } from "./measure-schemas.ts";
import { modelRegistrySchema } from "./model-registry-schema.ts";
import { regexProblem } from "./regex-problem.ts";
import { AcesoError } from "../model/errors.ts";
import { defaultDetector, type Monitor } from "../model/monitor.ts";
import { readOutputFormat } from "../model/output-format.ts";
import { day, hour, minute, second } from "../model/time.ts";
import type { RetentionSignal } from "../store/store.ts";

/** File looked for in the working directory when neither --config nor ACESO_CONFIG names one. */
export const configFileName = "aceso.config.json";

/** Milliseconds of "45s", "720m", "12h" or "30d"; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const units: { readonly [letter: string]: number } = { s: second, m: minute, h: hour, d: day };
  const unitMs = units[match?.[2] ?? ""];
  return match === null || unitMs === undefined ? undefined : Number(match[1]) * unitMs;
}

const duration = z
  .string()
  .refine((text) => (parseDuration(text) ?? 0) > 0, {
    message: "expected a duration such as 12h, 720m or 30d",
  })
  .transform((text) => parseDuration(text) ?? 0);

const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  message: "expected the name of an environment variable; the secret itself stays out of the file",
});

const httpUrl = z.url({ protocol: /^https?$/, message: "expected an http:// or https:// URL" });

/** How long each signal is kept where nothing else is said. Prompts and answers go first. */
const retentionDefaults: Readonly<Record<RetentionSignal, string>> = {
  samples: "30d",
  spans: "15d",
  bodies: "7d",
  logs: "15d",
  predictions: "30d",
  outcomes: "90d",
  distributions: "400d",
  changes: "365d",
  evaluations: "90d",
  incidents: "730d",
  audit: "730d",
};

const retention = z.strictObject({
  samples: duration.prefault(retentionDefaults.samples),
  spans: duration.prefault(retentionDefaults.spans),
  bodies: duration.prefault(retentionDefaults.bodies),
  logs: duration.prefault(retentionDefaults.logs),
  predictions: duration.prefault(retentionDefaults.predictions),
  outcomes: duration.prefault(retentionDefaults.outcomes),
  distributions: duration.prefault(retentionDefaults.distributions),
  changes: duration.prefault(retentionDefaults.changes),
  evaluations: duration.prefault(retentionDefaults.evaluations),
  incidents: duration.prefault(retentionDefaults.incidents),
  audit: duration.prefault(retentionDefaults.audit),
} satisfies Record<RetentionSignal, z.ZodType>);

const limits = z.strictObject({
  /** Bytes of a request body, before and after decompression. */
  maxBodyBytes: z.int().min(1024).max(1_073_741_824).default(67_108_864),
  /** Acknowledgements waiting for the disk, in bytes; more is answered 429. */
  maxPendingBytes: z.int().min(1_048_576).default(134_217_728),
  /** Bytes the embedded store may take; beyond, its oldest day is dropped. 80 % of the volume when left out. */
  maxDiskBytes: z.int().min(104_857_600).optional(),
  maxSeriesPerMetric: z.int().min(1).default(20_000),
  maxLabelsPerSeries: z.int().min(1).default(64),
  maxDepth: z.int().min(2).max(256).default(32),
  /** Characters of one attribute value or body; longer ones are cut and marked. */
  maxTextLength: z.int().min(16).default(65_536),
});

const price = z.strictObject({
  /** Model name as the spans give it; a trailing * matches any rest. */
  model: z.string().min(1),
  inputUsdPerMillion: z.number().min(0),
  outputUsdPerMillion: z.number().min(0),
  cacheReadUsdPerMillion: z.number().min(0).optional(),
  cacheWriteUsdPerMillion: z.number().min(0).optional(),
});

/** A JSON Schema may stand in the file as it is; inside, a format is a text. */
const outputFormat = z
  .union(
    [z.string(), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))],
    {
      error: 'expected "json", a JSON Schema or a regular expression',
    },
  )
  .superRefine((text, context) => {
    const read = readOutputFormat(text, regexProblem);
    if (!("problem" in read)) return;
    const message = `expected "json", a JSON Schema or a regular expression: ${read.problem}`;
    context.addIssue({ code: "custom", message });
  });

const fileMonitor = declaredMonitorSchema.omit({ owner: true, reason: true });

const schema = z.strictObject({
  dataDir: z.string().min(1).default("./aceso-data"),
  host: z.string().min(1).default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(4600),
  /** Second port for OTLP over HTTP; 0 leaves it closed. */
  otlpPort: z.int().min(0).max(65_535).default(4318),
  /** ClickHouse over HTTP; absent means the embedded store. */
  clickhouseUrl: httpUrl.optional(),
  /** Listen beyond loopback without any key. */
  insecure: z.boolean().default(false),
  /** Whether the machine Aceso runs on is watched too. */
  watchHost: z.boolean().default(true),
  retention: retention.prefault({}),
  scrape: z
    .array(
      z.strictObject({
        url: httpUrl,
        job: z.string().min(1),
        intervalSeconds: z.number().min(1).max(3600).default(15),
      }),
    )
    .max(1000)
    .default([]),
  repair: z
    .strictObject({
      targets: z.array(repairTargetSchema).max(1000).default([]),
      policy: repairPolicySchema.prefault({}),
    })
    .prefault({}),
  notify: z
    .strictObject({
      webhooks: z
        .array(z.strictObject({ url: httpUrl, secretEnv: environmentName }))
        .max(100)
        .default([]),
    })
    .prefault({}),
  edges: z.array(declaredEdgeSchema).max(1000).default([]),
  modelRegistries: z.array(modelRegistrySchema).max(20).default([]),
  /** Model → what its output must look like: "json", a JSON Schema (an object) or a regular expression. */
  outputFormats: z.record(z.string(), outputFormat).default({}),
  labels: z
    .strictObject({
      /** Share of a window's predictions that must have labels before detectors step on it. */
      coverageMin: z.number().min(0).max(1).default(0.8),
      /** After this many milliseconds the labels that came must do. */
      horizonMs: z
        .int()
        .min(0)
        .max(day)
        .default(10 * minute),
    })
    .prefault({}),
  measures: measuresSchema,
  drift: driftSchema,
  worth: worthSchema,
  goldenSets: z.array(goldenSetSchema).max(100).default([]),
  judges: z.array(liveJudgeSchema).max(20).default([]),
  prices: z.array(price).max(10_000).default([]),
  limits: limits.prefault({}),
  monitors: z.array(fileMonitor).max(10_000).default([]),
  /** Keys beside ACESO_TOKEN, each bound to one project and role. */
  keys: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        project: z.string().min(1).default("default"),
        role: z.enum(["viewer", "operator", "admin"]),
        keyEnv: environmentName,
      }),
    )
    .max(1000)
    .default([]),
});

type Parsed = z.output<typeof schema>;

/** Everything that can be set, checked and with defaults filled in. Durations are milliseconds. */
export interface Config extends Omit<Parsed, "monitors"> {
  readonly monitors: readonly Monitor[];
  /** First admin key of project "default"; from ACESO_TOKEN only. */
  readonly token: string | undefined;
  /** Value of an environment variable that the configuration names, such as a `secretEnv`. */
  readonly secretOf: (environmentName: string) => string | undefined;
}

/** Where a value came from: "flag --port", "environment ACESO_PORT", "file aceso.config.json:3" or "default". */
export type Origins = ReadonlyMap<string, string>;

/** A setting as it can be given by environment or flag: its path in the schema and how its text is read. */
const outside = [
  { path: "dataDir", environment: "ACESO_DATA_DIR", flag: "data-dir" },
  { path: "host", environment: "ACESO_HOST", flag: "host" },
  { path: "port", environment: "ACESO_PORT", flag: "port", number: true },
  { path: "otlpPort", environment: "ACESO_OTLP_PORT", flag: "otlp-port", number: true },
  { path: "clickhouseUrl", environment: "ACESO_CLICKHOUSE_URL", flag: "clickhouse-url" },
  { path: "insecure", environment: "", flag: "insecure" },
] as const;

/** What configuration is made from; `readFile` gives undefined where there is no such file. */
export interface ConfigSources {
  readonly flags?: { readonly [flag: string]: string | boolean | undefined };
  readonly environment: { readonly [name: string]: string | undefined };
  readonly readFile: (path: string) => string | undefined;
}

/**
 * Reads the settings: flags beat environment beats file beats defaults.
 *
 * @returns the settings and, for every leaf of them, where its value came from
 * @throws AcesoError "bad-config" naming file and line, flag or variable, with a guess for unknown keys
 */
export function loadConfig(sources: ConfigSources): {
  readonly config: Config;
  readonly origins: Origins;
} {
  const { flags = {}, environment } = sources;
  const origins = new Map<string, string>();
  const file = readConfigFile(sources);
  const given: Record<string, unknown> = { ...file.values };
  for (const setting of outside) {
    const fromFlag = flags[setting.flag];
    const fromEnvironment = environment[setting.environment];
    const value = fromFlag ?? (fromEnvironment === "" ? undefined : fromEnvironment);
    if (value === undefined) continue;
    given[setting.path] = "number" in setting ? numberOf(value) : value;
    const origin =
      fromFlag === undefined ? `environment ${setting.environment}` : `flag --${setting.flag}`;
    origins.set(setting.path, origin);
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw badConfig(parsed.error, file, origins);
  recordOrigins(parsed.data, [], { file, origins });
  const monitors = parsed.data.monitors.map((monitor): Monitor => ({
    ...monitor,
    detector: monitor.detector ?? defaultDetector(monitor),
    owner: "file",
    reason: { code: "monitor.from-file", params: { file: file.path } },
  }));
  const config: Config = {
    ...parsed.data,
    monitors,
    token: environment["ACESO_TOKEN"] === "" ? undefined : environment["ACESO_TOKEN"],
    secretOf: (name) => environment[name],
  };
  return { config, origins };
}

/** The configuration as people may see it: no secret values, only the names they are found under. */
export function printableConfig(config: Config): { readonly [name: string]: unknown } {
  const { token, secretOf: _, ...rest } = config;
  return { ...rest, token: token === undefined ? "not set" : "set" };
}

/** JSON Schema of the configuration file, for editors. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

interface ConfigFile {
  readonly path: string;
  readonly text: string;
  readonly values: { readonly [name: string]: unknown };
}

function readConfigFile({ flags = {}, environment, readFile }: ConfigSources): ConfigFile {
  const named = flags["config"] ?? environment["ACESO_CONFIG"];
  const path = typeof named === "string" && named !== "" ? named : configFileName;
  const text = readFile(path);
  if (text === undefined) {
    if (path === configFileName) return { path, text: "", values: {} };
    throw new AcesoError("bad-config", {
      where: path,
      reason: "there is no such file",
      fix: "correct --config or ACESO_CONFIG",
    });
  }
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AcesoError(
      "bad-config",
      { where: path, reason: `not valid JSON: ${reason}`, fix: "correct the JSON" },
      { cause: error },
    );
  }
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new AcesoError("bad-config", {
      where: path,
      reason: "expected an object",
      fix: "put the settings into { }",
    });
  }
  const { $schema: _, ...settings }: { [name: string]: unknown } = { ...values };
  return { path, text, values: settings };
}

function badConfig(error: z.ZodError, file: ConfigFile, origins: Origins): AcesoError {
  const issue = error.issues[0];
  const steps = (issue?.path ?? []).map((step) => (typeof step === "number" ? step : String(step)));
  const unknownKey = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = unknownKey === undefined ? steps : [...steps, unknownKey];
  const name = path.join(".");
  const where = origins.get(name) ?? `${file.path}:${lineOf(file.text, path)}`;
  if (unknownKey === undefined) {
    const reason = `${name}: ${issue?.message ?? "invalid"}`;
    return new AcesoError("bad-config", { where, reason, fix: `correct ${name}` });
  }
  const guess = nearest(unknownKey, keysAt(steps));
  return new AcesoError("bad-config", {
    where,
    reason: `unknown setting ${name}`,
    fix: guess === undefined ? "remove it" : `did you mean ${[...steps, guess].join(".")}?`,
  });
}

/** The names that the schema knows at a path; array positions count as their element. */
function keysAt(steps: readonly (string | number)[]): readonly string[] {
  let node = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  for (const step of steps) {
    const next = typeof step === "number" ? node.items : node.properties?.[step];
    if (typeof next !== "object" || next === null || Array.isArray(next)) return [];
    // A schema inside a JSON Schema document is one of the same dialect.
    node = next as typeof node;
  }
  return Object.keys(node.properties ?? {});
}

/** The name with the smallest edit distance, when it is near enough to be a slip (a third of its letters). */
export function nearest(word: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replace = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

function recordOrigins(
  value: unknown,
  path: readonly string[],
  known: { readonly file: ConfigFile; readonly origins: Map<string, string> },
): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) recordOrigins(inner, [...path, key], known);
    if (path.length > 0 && Object.keys(value).length > 0) return;
  }
  const name = path.join(".");
  if (name === "" || known.origins.has(name)) return;
  const inFile = has(known.file.values, path);
  const origin = inFile ? `file ${known.file.path}:${lineOf(known.file.text, path)}` : "default";
  known.origins.set(name, origin);
}

function has(values: unknown, path: readonly string[]): boolean {
  let node = values;
  for (const step of path) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, step)) return false;
    node = Object.entries(node).find(([key]) => key === step)?.[1];
  }
  return true;
}

function numberOf(value: string | boolean): number | string {
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : String(value);
}
