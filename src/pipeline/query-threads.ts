import { Worker } from "node:worker_threads";
import { AcesoError } from "../model/errors.ts";
import { second } from "../model/time.ts";
import type { QueryAnswer, QueryTask } from "./query-task.ts";

/** Threads at most: a long query must leave room for another, and the machine to ingestion. */
const threadsMax = 2;
/** Queries that wait for a thread; more are told to come again. */
const waitingMax = 50;
/** How long one query may compute. */
const computeMsMax = 60 * second;
/** Heap of a thread besides the samples, which lie outside of it. */
const heapMegabytes = 256;

/** Evaluates queries beside the event loop. */
export interface QueryThreads {
  /**
   * @param task its samples are handed over and gone afterwards
   * @returns the answer as JSON
   * @throws AcesoError "query-too-large" after a minute, "overloaded", and what evaluation throws
   */
  evaluate(task: QueryTask): Promise<Uint8Array>;
  stop(): Promise<void>;
}

interface Waiting {
  readonly task: QueryTask;
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

/** Starts nothing yet: threads come with the first queries and stay. */
export function createQueryThreads(): QueryThreads {
  const queue: Waiting[] = [];
  const idle: Worker[] = [];
  const threads = new Set<Worker>();

  const next = () => {
    if (queue.length === 0) return;
    const thread = idle.pop() ?? (threads.size < threadsMax ? startThread() : undefined);
    const waiting = thread && queue.shift();
    if (thread && waiting) void work(thread, waiting);
  };
  const startThread = () => {
    // Run from sources in development, compiled when installed.
    const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const thread = new Worker(new URL(`./query-worker.${ending}`, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    thread.unref();
    threads.add(thread);
    return thread;
  };
  const work = async (thread: Worker, { task, resolve, reject }: Waiting) => {
    try {
      const answer = await ask(thread, task);
      if ("bytes" in answer) resolve(answer.bytes);
      else reject(new AcesoError(answer.code, answer.params));
      idle.push(thread);
    } catch (error) {
      threads.delete(thread);
      reject(error instanceof Error ? error : new Error(String(error)));
      await thread.terminate();
    }
    next();
  };

  return {
    evaluate(task) {
      if (queue.length >= waitingMax) {
        const bytes = queue.length;
        return Promise.reject(new AcesoError("overloaded", { bytes }, { retryAfterSeconds: 5 }));
      }
      return new Promise((resolve, reject) => {
        queue.push({ task, resolve, reject });
        next();
      });
    },
    async stop() {
      const stopped = new AcesoError("store-unavailable", { reason: "Aceso stops" });
      for (const { reject } of queue.splice(0)) reject(stopped);
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}

/** One question to one thread. Rejects when the thread dies or takes too long: it is of no use then. */
function ask(thread: Worker, task: QueryTask): Promise<QueryAnswer> {
  return new Promise((resolve, reject) => {
    const tooLarge = (limit: number, unit: string) =>
      new AcesoError("query-too-large", { limit, unit });
    const finish = (how: () => void) => {
      clearTimeout(timer);
      thread.off("message", onAnswer).off("error", onError).off("exit", onExit);
      how();
    };
    const onAnswer = (answer: QueryAnswer) => finish(() => resolve(answer));
    const onError = (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      finish(() => reject(isMemory ? tooLarge(heapMegabytes, "MB") : error));
    };
    const onExit = () => finish(() => reject(new Error("the thread of the query ended")));
    const timer = setTimeout(
      () => finish(() => reject(tooLarge(computeMsMax / second, "s"))),
      computeMsMax,
    );
    thread.on("message", onAnswer).on("error", onError).on("exit", onExit);
    const pieces = [...task.samples.values()];
    const buffers = pieces.flatMap((one) => [one.lengths, one.times, one.values]);
    thread.postMessage(
      task,
      buffers.map(({ buffer }) => buffer),
    );
  });
}
