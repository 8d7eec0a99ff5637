import { z } from "zod";
import { AcesoError } from "../model/errors.ts";
import type { TimeMs } from "../model/time.ts";

/** A model registry that is asked again and again. */
export interface ModelRegistry {
  /** Of an MLflow tracking server, without the API's path. */
  readonly url: string;
  /** Environment variable that holds its bearer token. */
  readonly keyEnv?: string | undefined;
  readonly everySeconds: number;
}

/** A promotion as it goes to the changes route. */
export interface Promotion {
  readonly id: string;
  readonly kind: "promotion";
  readonly model: string;
  readonly version: string;
  readonly from: string;
  readonly to: string;
  readonly time: TimeMs;
  readonly title: string;
  readonly url: string;
}

interface RegistryWorld {
  readonly fetch: typeof globalThis.fetch;
  readonly secretOf: (environmentName: string) => string | undefined;
  /** Keeps the promotions; rejects when they could not be kept. */
  readonly take: (promotions: readonly Promotion[]) => Promise<void>;
  readonly now: () => TimeMs;
  /** Calls back every so many ms until the result is called. */
  readonly every: (intervalMs: number, callback: () => void) => () => void;
  readonly failed: (what: string, error: unknown) => void;
}

const timeoutMs = 10_000;
const pagesMax = 20;
/** The aliases that teams give to the version at work, the surest first. */
const workingAliases = ["champion", "production", "prod", "live"] as const;

const page = z.object({
  registered_models: z
    .array(
      z.object({
        name: z.string(),
        aliases: z.array(z.object({ alias: z.string(), version: z.coerce.string() })).default([]),
        latest_versions: z
          .array(z.object({ version: z.coerce.string(), current_stage: z.string().default("") }))
          .default([]),
      }),
    )
    .default([]),
  next_page_token: z.string().optional(),
});

/**
 * Asks MLflow registries which version of each model is at work (by alias champion, production, prod or live, else
 * by stage Production) and takes every switch for a promotion. The first answer is where it starts from. A registry
 * that does not answer is told once and asked again.
 *
 * @returns stops asking
 */
export function startModelRegistries(
  registries: readonly ModelRegistry[],
  world: RegistryWorld,
): () => void {
  const stops = registries.map((registry) => {
    // model → its version at work; undefined before the first answer
    let known: ReadonlyMap<string, string> | undefined;
    let isFailing = false;
    let isBusy = false;
    const ask = async (): Promise<void> => {
      if (isBusy) return;
      isBusy = true;
      try {
        const found = await versionsAtWork(registry, world);
        if (known) {
          const promotions = promotionsBetween(known, found, registry, world.now());
          if (promotions.length > 0) await world.take(promotions);
        }
        known = found;
        isFailing = false;
      } catch (error) {
        if (!isFailing) world.failed(`model registry ${registry.url}`, error);
        isFailing = true;
      } finally {
        isBusy = false;
      }
    };
    return world.every(registry.everySeconds * 1_000, () => void ask());
  });
  return () => {
    for (const stop of stops) stop();
  };
}

async function versionsAtWork(
  { url, keyEnv }: ModelRegistry,
  { fetch, secretOf }: Pick<RegistryWorld, "fetch" | "secretOf">,
): Promise<ReadonlyMap<string, string>> {
  const key = keyEnv === undefined ? undefined : secretOf(keyEnv);
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const found = new Map<string, string>();
  let token: string | undefined;
  for (let asked = 0; asked < pagesMax; asked++) {
    const query = new URLSearchParams({ max_results: "200" });
    if (token !== undefined) query.set("page_token", token);
    const path = "/api/2.0/mlflow/registered-models/search";
    const response = await fetch(`${url.replace(/\/+$/, "")}${path}?${query.toString()}`, {
      headers,
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) {
      await response.body?.cancel();
      const expected = "status 200";
      throw new AcesoError("bad-field", { field: "the answer", expected, got: response.status });
    }
    const { registered_models: models, next_page_token: next } = page.parse(await response.json());
    for (const { name, aliases, latest_versions: latest } of models) {
      const named = workingAliases
        .map((alias) => aliases.find((each) => each.alias.toLowerCase() === alias)?.version)
        .find((version) => version !== undefined);
      const staged = latest.find((each) => each.current_stage === "Production")?.version;
      const version = named ?? staged;
      if (version !== undefined) found.set(name, version);
    }
    if (next === undefined || next === "") break;
    token = next;
  }
  return found;
}

function promotionsBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  { url }: ModelRegistry,
  time: TimeMs,
): readonly Promotion[] {
  return [...after].flatMap(([model, version]): readonly Promotion[] => {
    const from = before.get(model) ?? "";
    if (from === version) return [];
    const title = from === "" ? `${model} ${version} at work` : `${model} ${from} → ${version}`;
    const page = `${url.replace(/\/+$/, "")}/#/models/${encodeURIComponent(model)}`;
    const id = `registry ${model} ${from} ${version} ${time}`;
    return [{ id, kind: "promotion", model, version, from, to: version, time, title, url: page }];
  });
}
