import { parentPort } from "node:worker_threads";
import type { OutlierAnswer } from "./outlier-thread.ts";
import { outlierJudge, type OutlierTask } from "./outlier-task.ts";

// A thread that learns what rows are usual and judges others: learning takes half a second, which would hold up the
// event loop. It never touches the store.
const judge = outlierJudge();

parentPort?.on("message", (task: OutlierTask) => {
  parentPort?.postMessage(answerTo(task), []);
});

function answerTo(task: OutlierTask): OutlierAnswer {
  try {
    return { findings: judge(task) };
  } catch (error) {
    return { failure: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
