import { configJsonSchema } from "../src/config/config.ts";
import { configMeanings } from "../src/config/config-meanings.ts";
import { hostMonitors } from "../src/detect/packs/host.ts";
import { serverMonitors } from "../src/detect/packs/model-servers.ts";
import { watchRules } from "../src/detect/packs/rules.ts";
import { probes } from "../src/diagnose/catalog.ts";
import { protocols } from "../src/ingest/catalog.ts";
import { defaultLimits } from "../src/ingest/limits.ts";
import { measures } from "../src/measure/catalog.ts";
import type { Measure } from "../src/measure/measure.ts";
import type { Monitor } from "../src/model/monitor.ts";
import { findWords } from "../src/model/words/catalog.ts";
import { channels } from "../src/notify/catalog.ts";
import { actions } from "../src/repair/catalog.ts";
import { playbooks } from "../src/repair/playbooks.ts";
import { detectorPages } from "./detector-pages.ts";
import { settingsTable } from "./settings-table.ts";

/** File name → Markdown of every reference page, made from the catalogues. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ["measures.md", measuresPage()],
    ...detectorPages(),
    ["monitors.md", monitorsPage()],
    ["probes.md", probesPage()],
    ["repairs.md", repairsPage()],
    ["channels.md", channelsPage()],
    ["protocols.md", protocolsPage()],
    ["settings.md", settingsPage()],
  ]);
}

const made = "Made by `npm run reference` from";

function measuresPage(): string {
  const overview = measures.map(
    ({ name, unit, subject, class: measureClass, series }) =>
      `| [${name}](#${name}) | ${unit} | ${subject} | ${measureClass} | \`${series}\` |`,
  );
  return [
    "# Measures",
    "",
    "Made by `npm run reference` from `src/measure/catalog.ts`. Each measure is written back as a series with the siblings `_samples` (rows it rests on) and `_stderr` (standard error, in its unit) and equal labels: `model` or `service`, and where sliced `version`, `feature`, `peer`, `class`.",
    "",
    "| measure | unit | of a | class | series |",
    "|---|---|---|---|---|",
    ...overview,
    "",
    ...measures.map(measureSection),
  ].join("\n");
}

function measureSection(measure: Measure): string {
  return [
    `## ${measure.name}`,
    "",
    measure.summary,
    "",
    `- Formula and source: ${measure.source}`,
    `- Computed from: \`${measure.needs}\` summaries`,
    ...(measure.tasks.length > 0 ? [`- Tasks: ${measure.tasks.join(", ")}`] : []),
    "",
    ...settingsTable(measure.settings),
  ].join("\n");
}

function monitorsPage(): string {
  return [
    "# Monitors that exist without configuration",
    "",
    `${made} \`src/detect/packs/\`. A measure of the catalogue is watched on every model or service that has it, in windows of 60 s every 10 s; it fires after two anomalous windows. Objectives may open an incident, evidence explains one.`,
    "",
    "| measure | bad way | class | severity | settings of `robust-season` | why |",
    "|---|---|---|---|---|---|",
    ...Object.entries(watchRules).map(
      ([measure, { direction, class: ruleClass, severity, settings, reason }]) =>
        `| [${measure}](measures.md#${measure}) | ${direction} | ${ruleClass} | ${severity} | ${pairs(settings)} | ${why(reason)} |`,
    ),
    "",
    "## The machine",
    "",
    ...expressionTable(hostMonitors({ name: "HOST", metrics: everyHostMetric })),
    "## Model servers (vLLM, SGLang)",
    "",
    ...expressionTable(
      serverMonitors({ model: "MODEL", metrics: everyServerMetric }, { isCalled: false }),
    ),
  ].join("\n");
}

const everyHostMetric = [
  "node_memory_MemAvailable_bytes",
  "node_memory_MemTotal_bytes",
  "node_filesystem_avail_bytes",
  "node_filesystem_size_bytes",
  "node_cpu_seconds_total",
  "node_load1",
  "node_pressure_cpu_waiting_seconds_total",
  "node_pressure_memory_waiting_seconds_total",
  "node_pressure_io_waiting_seconds_total",
  "node_disk_io_time_seconds_total",
  "node_network_receive_errs_total",
  "node_network_transmit_errs_total",
  "process_cpu_seconds_total",
  "process_resident_memory_bytes",
];
const everyServerMetric = [
  "vllm:num_requests_waiting",
  "vllm:kv_cache_usage_perc",
  "vllm:time_to_first_token_seconds_bucket",
  "vllm:e2e_request_latency_seconds_bucket",
];

function expressionTable(monitors: readonly Monitor[]): readonly string[] {
  const rows = monitors.map(({ id, watch, detector, settings, class: ruleClass, reason }) => {
    const expression =
      watch.kind === "group"
        ? watch.series.map(({ name }) => name).join(", ")
        : code(watch.kind === "series" ? watch.expression : "");
    const cells = [id, expression, detector, pairs(settings), ruleClass, why(reason.code)];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| monitor | expression | detector | settings | class | why |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
  ];
}

function probesPage(): string {
  return [
    "# Probes",
    "",
    `${made} \`src/diagnose/catalog.ts\`. Each is asked of every incident; its findings are evidence for or against causes.`,
    "",
    "| probe | looks at |",
    "|---|---|",
    ...probes.map(({ name, summary }) => `| ${name} | ${summary} |`),
    "",
  ].join("\n");
}

function repairsPage(): string {
  return [
    "# Actions and playbooks",
    "",
    `${made} \`src/repair/catalog.ts\` and \`src/repair/playbooks.ts\`. Targets are configured under \`repair.targets\`; what a service must answer stands in [repair-contract.md](../repair-contract.md).`,
    "",
    "| action | does |",
    "|---|---|",
    ...actions.map(({ name, summary }) => `| ${name} | ${summary} |`),
    "",
    "| playbook | cause | operations | risk | settles within | gives up after | rows needed |",
    "|---|---|---|---|---|---|---|",
    ...playbooks.map(
      ({ name, cause, operations, risk, settleMs, timeoutMs, countMin }) =>
        `| ${name} | ${cause} | ${operations.join(", ")} | ${risk} | ${settleMs / 1000} s | ${timeoutMs / 1000} s | ${countMin} |`,
    ),
    "",
  ].join("\n");
}

function channelsPage(): string {
  return [
    "# Notification channels",
    "",
    `${made} \`src/notify/catalog.ts\`. Configured under \`notify\`.`,
    "",
    "| channel | does |",
    "|---|---|",
    ...channels.map(({ name, summary }) => `| ${name} | ${summary} |`),
    "",
  ].join("\n");
}

function protocolsPage(): string {
  const { retentionMs, ...limits } = defaultLimits;
  return [
    "# Protocols",
    "",
    `${made} \`src/ingest/catalog.ts\`. What each field means stands in [send-data.md](../send-data.md).`,
    "",
    "| protocol | routes | content types | encodings |",
    "|---|---|---|---|",
    ...protocols.map(
      ({ name, routes, contentTypes, encodings }) =>
        `| ${name} | ${routes.map(({ method, path }) => `\`${method} ${path}\``).join(", ")} | ${contentTypes.join(", ")} | ${encodings.join(", ")} |`,
    ),
    "",
    "Limits of the decoders. Those that are settings (`limits.*`, `retention.*`) have the default named in [settings.md](settings.md); the others are fixed.",
    "",
    "| limit | value where no setting is given |",
    "|---|---|",
    ...Object.entries(limits).map(([name, value]) => `| ${name} | ${value} |`),
    ...Object.entries(retentionMs).map(
      ([signal, value]) => `| oldest ${signal} | ${value / 86_400_000} days |`,
    ),
    "",
  ].join("\n");
}

/** Path of a setting → its JSON Schema; `*` stands for any name or position. */
export function settingPaths(): ReadonlyMap<string, { readonly [keyword: string]: unknown }> {
  const found = new Map<string, { readonly [keyword: string]: unknown }>();
  const visit = (node: unknown, path: readonly string[]): void => {
    if (!isObject(node)) return;
    const { properties, items, additionalProperties } = node;
    const isOfMonitor = path[0] === "monitors" && path.length === 3;
    if (isObject(properties) && !isOfMonitor) {
      for (const [name, inner] of Object.entries(properties)) visit(inner, [...path, name]);
    } else if (isObject(items) && isObject(items["properties"])) visit(items, [...path, "*"]);
    else if (isObject(additionalProperties) && !isOfMonitor && path.length > 0) {
      visit(additionalProperties, [...path, "*"]);
    } else found.set(path.join("."), node);
  };
  visit(configJsonSchema(), []);
  return found;
}

function settingsPage(): string {
  const rows = [...settingPaths()].map(([path, node]) => {
    const preset = node["default"] === undefined ? "" : code(JSON.stringify(node["default"]));
    return `| ${code(path)} | ${preset} | ${limitsOf(node)} | ${configMeanings[path] ?? ""} |`;
  });
  return [
    "# Settings",
    "",
    `${made} \`src/config/config.ts\`. The file is \`aceso.config.json\`, or the one that \`--config\` or \`ACESO_CONFIG\` names. Flags beat the environment, which beats the file. \`*\` stands for any name or position. Durations are texts such as \`12h\`, \`720m\` or \`30d\`.`,
    "",
    "| setting | default | allowed | meaning |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function limitsOf(node: { readonly [keyword: string]: unknown }): string {
  const { type, minimum, maximum } = node;
  if (Array.isArray(node["enum"])) return node["enum"].join(", ");
  const range = [
    ...(typeof minimum === "number" ? [`from ${minimum}`] : []),
    ...(typeof maximum === "number" && maximum < Number.MAX_SAFE_INTEGER ? [`to ${maximum}`] : []),
  ];
  return [...(typeof type === "string" ? [type] : []), ...range].join(" ");
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The English sentence of a pack's reason, with its places left open. */
function why(reason: string): string {
  return findWords(reason)?.en ?? reason;
}

function pairs(settings: { readonly [name: string]: unknown }): string {
  const texts = Object.entries(settings).map(([name, value]) => `${name} ${String(value)}`);
  return texts.join(", ");
}

/** As code within a table's cell. */
function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}
