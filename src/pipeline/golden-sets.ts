import { findRoles } from "../measure/data/roles.ts";
import { askAll, goldenAsker, goldenRows } from "../measure/golden/golden-set.ts";
import { goldenSignals } from "../measure/golden/golden-signals.ts";
import type { Table } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";
import { minute, second, type TimeMs } from "../model/time.ts";

/** A labelled file whose questions a model is asked again and again. */
export interface GoldenSet {
  readonly model: string;
  readonly version: string;
  readonly file: string;
  readonly endpoint: string;
  readonly request: Json;
  readonly answer?: string | undefined;
  readonly label?: string | undefined;
  readonly keyEnv?: string | undefined;
  readonly everyMinutes: number;
  readonly rows: number;
}

/** What runs of golden sets need of the outside. */
export interface GoldenWorld {
  readonly readTable: (path: string) => Promise<Table>;
  readonly fetch: typeof globalThis.fetch;
  readonly secretOf: (name: string) => string | undefined;
  /** Takes bodies of the prediction and the label protocol; resolves when they are durable. */
  readonly take: (kind: "predictions" | "labels", rows: readonly Json[]) => Promise<void>;
  readonly now: () => TimeMs;
  /** Calls back every so many ms until the result is called. */
  readonly every: (intervalMs: number, callback: () => void) => () => void;
  readonly failed: (what: string, error: unknown) => void;
}

const concurrency = 4;
const callMsMax = 60 * second;
/** Asking ends after this share of the interval, so that runs of one set never overlap. */
const busyShare = 0.8;

/**
 * Asks every golden set's questions now and at its interval, and writes answers and labels as signals, from which
 * the measures of quality come as for any model. A run that fails is told and the next one comes anyway.
 *
 * @returns breaks off runs under way and stops further ones
 */
export function startGoldenSets(
  sets: readonly GoldenSet[],
  world: GoldenWorld,
): () => Promise<void> {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const run = (set: GoldenSet): void => {
    const name = `golden set of ${set.model}`;
    const done = runGoldenSet(set, world, stopping.signal)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) world.failed(name, error);
      })
      .finally(() => running.delete(done));
    running.add(done);
  };
  const stops = sets.map((set) => world.every(set.everyMinutes * minute, () => run(set)));
  for (const set of sets) run(set);
  return async () => {
    stopping.abort();
    for (const stop of stops) stop();
    await Promise.all(running);
  };
}

/** One run: reads the file, asks, and hands over what was answered. */
async function runGoldenSet(
  set: GoldenSet,
  world: GoldenWorld,
  stopping: AbortSignal,
): Promise<void> {
  const table = await world.readTable(set.file);
  const special = findRoles(table, set.label === undefined ? {} : { label: set.label });
  const rows = goldenRows(table, special, set.rows);
  if (rows.length === 0) {
    throw new AcesoError("missing-field", { field: `label of ${set.file}`, expected: "a column" });
  }
  const intervalMs = set.everyMinutes * minute;
  const callMs = Math.round(Math.min(callMsMax, (1 - busyShare) * intervalMs));
  const key = set.keyEnv === undefined ? undefined : world.secretOf(set.keyEnv);
  const headers = {
    "content-type": "application/json",
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  const asked = { template: set.request, answerPath: set.answer };
  const question = goldenAsker(asked, async (body) => {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(callMs)]);
    const response = await world.fetch(set.endpoint, { method: "POST", headers, body, signal });
    return { status: response.status, text: await response.text() };
  });
  const deadline = world.now() + busyShare * intervalMs;
  const answers = await askAll(rows, { question, concurrency, now: world.now, deadline });
  stopping.throwIfAborted();
  const { model, version } = set;
  const { predictions, labels } = goldenSignals(
    { rows, answers },
    { model, version, time: world.now() },
  );
  if (predictions.length === 0) {
    const problem =
      answers.find((answer) => answer.output === null)?.problem ?? "nothing was asked";
    throw new AcesoError("file-unreadable", { path: set.endpoint, reason: problem });
  }
  await world.take("predictions", predictions);
  await world.take("labels", labels);
}
