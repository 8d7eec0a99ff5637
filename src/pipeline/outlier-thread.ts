import { Worker } from "node:worker_threads";
import type { OutlyingFindings } from "../detect/table/outlying-rows.ts";
import { second } from "../model/time.ts";
import type { OutlierTask } from "./outlier-task.ts";

/** How long one question may take. */
const computeMsMax = 60 * second;
/** Heap of the thread. */
const heapMegabytes = 256;

/** What a thread answers. */
export type OutlierAnswer = { readonly findings: OutlyingFindings } | { readonly failure: string };

/** Judges rows beside the event loop, one task after the other. */
export interface OutlierThread {
  /** @throws Error where the thread fails, or takes longer than a minute; the next task gets a new one */
  judge(task: OutlierTask): Promise<OutlyingFindings>;
  stop(): Promise<void>;
}

/** Starts nothing yet: the thread comes with the first task and stays. */
export function createOutlierThread(): OutlierThread {
  let thread: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const start = (): Worker => {
    // Run from sources in development, compiled when installed.
    const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const started = new Worker(new URL(`./outlier-worker.${ending}`, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    started.unref();
    return started;
  };
  const work = async (task: OutlierTask): Promise<OutlyingFindings> => {
    thread ??= start();
    const own = thread;
    try {
      const answer = await ask(own, task);
      if ("findings" in answer) return answer.findings;
      throw new Error(answer.failure);
    } catch (error) {
      if (thread === own) thread = null;
      await own.terminate();
      throw error;
    }
  };
  return {
    judge(task) {
      const found = last.then(() => work(task));
      last = found.catch(() => undefined);
      return found;
    },
    async stop() {
      await thread?.terminate();
    },
  };
}

/** Rejects when the thread dies or takes too long. */
function ask(thread: Worker, task: OutlierTask): Promise<OutlierAnswer> {
  return new Promise((resolve, reject) => {
    const finish = (how: () => void) => {
      clearTimeout(timer);
      thread.off("message", onAnswer).off("error", onError).off("exit", onExit);
      how();
    };
    const onAnswer = (answer: OutlierAnswer) => finish(() => resolve(answer));
    const onError = (error: Error) => finish(() => reject(error));
    const onExit = () => finish(() => reject(new Error("the thread of outlying rows ended")));
    const late = new Error(`judging rows took longer than ${computeMsMax / second} s`);
    const timer = setTimeout(() => finish(() => reject(late)), computeMsMax);
    thread.on("message", onAnswer).on("error", onError).on("exit", onExit);
    thread.postMessage(task, []);
  });
}
