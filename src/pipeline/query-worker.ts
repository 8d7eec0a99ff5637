import { parentPort } from "node:worker_threads";
import { AcesoError } from "../model/errors.ts";
import type { SeriesSource } from "../model/series.ts";
import { toApi } from "../promql/api.ts";
import { evaluateInstant, evaluateRange } from "../promql/engine.ts";
import { keyOf, type QueryAnswer, type QueryTask, unpack } from "./query-task.ts";

// A thread that evaluates PromQL over samples it is handed, and writes the answer as JSON: it does what
// would hold up the event loop. It never touches the store.
parentPort?.on("message", (task: QueryTask) => void answer(task));

async function answer(task: QueryTask): Promise<void> {
  const message = await evaluate(task).catch(failureOf);
  parentPort?.postMessage(message, "bytes" in message ? [message.bytes.buffer] : []);
}

async function evaluate({ query, samples }: QueryTask): Promise<QueryAnswer> {
  const source: SeriesSource = {
    async select(request) {
      const piece = samples.get(keyOf(request));
      return piece === undefined ? [] : unpack(piece);
    },
  };
  const { data } =
    query.step === null
      ? await evaluateInstant(query.expression, query.end, source)
      : await evaluateRange(query.expression, { ...query, step: query.step }, source);
  // A buffer of its own, so that it can be handed over instead of copied.
  return { bytes: new TextEncoder().encode(JSON.stringify(toApi(data))) };
}

function failureOf(error: unknown): QueryAnswer {
  if (error instanceof AcesoError) return { code: error.code, params: error.params };
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: "internal", params: { reason: reason.slice(0, 300) } };
}
