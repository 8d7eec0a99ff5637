import type { ModelTask } from "../model/measurement.ts";
import type { StructuredTask } from "../model/structured-task.ts";
import type { Random } from "../stats/random.ts";
import { AcesoError } from "../model/errors.ts";
import { readCallMap } from "./call-map.ts";
import type { LabSettings } from "./lab-settings.ts";

/** An input of a model: a normal value, standardised by the model with this mean and deviation. */
export interface LabFeature {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
  /** What one deviation adds to the true score; one per class for tasks of several classes. */
  readonly weights: readonly number[];
}

/** Tasks that models of the laboratory have. */
export type LabTask = Exclude<ModelTask, StructuredTask>;

export interface LabModel {
  readonly name: string;
  readonly task: LabTask;
  readonly service: string;
  readonly version: string;
  /** Empty for generation. */
  readonly features: readonly LabFeature[];
  /** Names of the classes; empty for regression and generation. */
  readonly classes: readonly string[];
  readonly segments: readonly LabSegment[];
  /** Added to the true score of each class, so that classes are not equally common. */
  readonly biases: readonly number[];
  /** Standard deviation of the noise in the true score: what no model can know. */
  readonly noise: number;
  /** Tools that a language model may call; empty for all others. */
  readonly tools: readonly string[];
  /** Tokens its context holds; longer prompts are cut off. */
  readonly contextTokens: number;
  /** Where the fit of retrieved passages is told: with the prediction, or on the span of the retrieval. */
  readonly fitIsToldOn: "prediction" | "span";
}

export interface LabService {
  readonly name: string;
  readonly host: string;
  /** Median time of its own work, ms. */
  readonly ownMs: number;
  /** Services it calls in turn for every request. */
  readonly calls: readonly string[];
}

export interface LabHost {
  readonly name: string;
  readonly hasGpu: boolean;
}

/** A group of users: a country. */
export interface LabSegment {
  readonly name: string;
  /** Usual share of the requests, 0 to 1. */
  readonly share: number;
  /** Deviations by which the features of its rows differ, the same for all features. */
  readonly offset: number;
  /** How far its truth is from what the model learned, 0 to 1. */
  readonly strangeness: number;
}

/** A drawn set-up: models, the services that serve them, what those call, and where all of it runs. */
export interface LabSystem {
  readonly gateway: string;
  readonly models: readonly LabModel[];
  readonly services: readonly LabService[];
  readonly hosts: readonly LabHost[];
}

const names: { readonly [Task in LabTask]: readonly string[] } = {
  binary: ["fraud", "churn", "spam", "default-risk"],
  multiclass: ["intent", "digits", "defects", "triage"],
  regression: ["prices", "demand", "eta", "load"],
  generation: ["writer", "assistant", "support-bot", "summaries"],
};
const featureNames = ["amount", "age", "tenure", "distance", "visits", "balance", "speed", "score"];
const toolNames = ["order_lookup", "calendar", "web_search", "calculator", "ticket_create"];
const countries = ["NL", "DE", "FR", "JP"];

/** Draws a system: equal seeds and settings give equal systems. @throws AcesoError "bad-field" for settings it cannot read */
export function drawSystem(random: Random, settings: LabSettings): LabSystem {
  const tasks = tasksOf(settings);
  const first = random.integer(tasks.length);
  const models: LabModel[] = [];
  for (let index = 0; index < settings.models; index += 1) {
    const task = tasks[(first + index) % tasks.length] ?? "binary";
    const turn = Math.floor(index / tasks.length);
    const pool = names[task];
    const name = settings.prefix + (pool[(random.integer(2) + 2 * turn) % pool.length] ?? task);
    models.push(drawModel(random.fork(`model/${index}`), { name, task, index }));
  }
  const hosts = [
    ...models.map((model) => ({ name: `${model.name}-node`, hasGpu: true })),
    { name: `${settings.prefix}node-shared`, hasGpu: false },
  ];
  const services = drawServices(random, models, settings).map(({ name, host, ownMs, calls }) => ({
    name: prefixed(name, settings),
    host: prefixed(host, settings),
    ownMs,
    calls: calls.map((callee) => prefixed(callee, settings)),
  }));
  return { gateway: `${settings.prefix}gateway`, models, services, hosts };
}

/** Names of models carry the prefix already, and so do those made of them. */
function prefixed(name: string, { prefix }: LabSettings): string {
  return name.startsWith(prefix) ? name : prefix + name;
}

function drawModel(
  random: Random,
  given: { readonly name: string; readonly task: LabTask; readonly index: number },
): LabModel {
  const { name, task, index } = given;
  const classCount = task === "multiclass" ? 3 : 1;
  const count = task === "generation" ? 0 : 4 + random.integer(3);
  const start = random.integer(featureNames.length);
  const features = Array.from({ length: count }, (_, at) => ({
    name: featureNames[(start + at) % featureNames.length] ?? "value",
    mean: 20 + 80 * random.uniform(),
    deviation: 4 + 12 * random.uniform(),
    weights: Array.from({ length: classCount }, () => 0.4 + 2 * random.uniform() ** 2).map(
      (weight) => (random.uniform() < 0.5 ? -weight : weight),
    ),
  }));
  const classes = task === "binary" ? ["no", "yes"] : task === "multiclass" ? ["a", "b", "c"] : [];
  return {
    name,
    task,
    service: `${name}-api`,
    version: `v${3 + index}`,
    features,
    classes,
    segments: countries.map((country, at) => ({
      name: country,
      share: [0.45, 0.3, 0.2, 0.05][at] ?? 0,
      offset: at === 3 ? 1 : 0.2 * random.normal(),
      strangeness: at === 3 ? 0.8 : 0,
    })),
    biases: task === "multiclass" ? [-1, 0.5, 0.5] : [task === "binary" ? -1 : 0],
    noise: 0.5,
    tools: task === "generation" ? drawTools(random.fork("tools")) : [],
    contextTokens: 1_024,
    fitIsToldOn: random.fork("fit").uniform() < 0.5 ? "prediction" : "span",
  };
}

/** Two of the tools that assistants commonly have. */
function drawTools(random: Random): readonly string[] {
  const start = random.integer(toolNames.length);
  return [0, 1].map((at) => toolNames[(start + at) % toolNames.length] ?? "lookup");
}

/** The tasks that the settings name. */
function tasksOf({ tasks: text }: LabSettings): readonly LabTask[] {
  const all: readonly LabTask[] = ["binary", "multiclass", "regression", "generation"];
  const named = text.split(",").map((part) => part.trim());
  const found = all.filter((task) => named.includes(task));
  if (found.length > 0 && found.length === named.length) return found;
  const expected = `some of ${all.join(", ")}, separated by commas`;
  throw new AcesoError("bad-field", { field: "tasks", expected, got: JSON.stringify(text) });
}

/** Usual time of a service's own work, ms, at the least. */
const ownMsLeast: { readonly [service: string]: number } = { retriever: 8 };
const modelMs = { language: 120, other: 12 } as const;
const otherMs = 3.5;

function drawServices(
  random: Random,
  models: readonly LabModel[],
  settings: LabSettings,
): readonly LabService[] {
  const maps = {
    feature: readCallMap(settings, "featureCalls"),
    language: readCallMap(settings, "languageCalls"),
  };
  const ownMs = (least: number) => least * (1 + random.uniform());
  // Callees of several maps are one service.
  const shared = new Map<string, Set<string>>();
  const serving = models.map((model) => {
    const isLanguage = model.task === "generation";
    const map = isLanguage ? maps.language : maps.feature;
    for (const [caller, callees] of map) {
      for (const callee of callees) {
        shared.set(callee, shared.get(callee) ?? new Set());
        if (caller !== "api") {
          shared.set(caller, new Set([...(shared.get(caller) ?? []), callee]));
        }
      }
    }
    return {
      name: model.service,
      host: `${model.name}-node`,
      ownMs: ownMs(isLanguage ? modelMs.language : modelMs.other),
      calls: map.get("api") ?? [],
    };
  });
  const others = [...shared].map(([name, callees]) => ({
    name,
    host: "node-shared",
    ownMs: ownMs(ownMsLeast[name] ?? otherMs),
    calls: [...callees],
  }));
  const gateway = { name: "gateway", host: "node-shared", ownMs: ownMs(2), calls: [] };
  return [gateway, ...serving, ...others];
}

/** The service of this name. @throws Error when the system has none: a broken promise of the caller */
export function serviceNamed(system: LabSystem, name: string): LabService {
  const found = system.services.find((service) => service.name === name);
  if (!found) throw new Error(`the system has no service ${name}`);
  return found;
}
