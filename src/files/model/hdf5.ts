import { Worker } from "node:worker_threads";
import type { Hdf5Outline } from "./hdf5-outline.ts";
import { badModel } from "./model-bytes.ts";

/** How long one file may take: 100,000 objects need some seconds. */
const timeMsMax = 30_000;
const heapMegabytes = 512;

type Answer = { readonly outline: Hdf5Outline } | { readonly reason: string };

/**
 * The groups, shapes and texts of an HDF5 file, read by the format's own library in a thread that ends with the file:
 * one that sends the library in circles or breaks it costs 30 seconds at most and nothing else.
 *
 * @throws AcesoError "bad-file"
 */
export async function readHdf5(path: string, shown = path): Promise<Hdf5Outline> {
  // Run from sources in development, compiled when installed.
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const thread = new Worker(new URL(`./hdf5-worker.${ending}`, import.meta.url), {
    workerData: path,
    // The library writes its findings there; the reason is told in one line instead.
    stderr: true,
    stdout: true,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  try {
    const answer = await answerOf(thread);
    if ("outline" in answer) return answer.outline;
    throw badModel(shown, "HDF5", answer.reason);
  } finally {
    await thread.terminate();
  }
}

function answerOf(thread: Worker): Promise<Answer> {
  return new Promise((resolve) => {
    const end = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    const timer = setTimeout(
      () => end({ reason: `it took longer than ${timeMsMax / 1000} s` }),
      timeMsMax,
    );
    thread.once("message", (answer: Answer) => end(answer));
    thread.once("error", (error) => end({ reason: error.message.split("\n")[0] ?? "unknown" }));
    thread.once("exit", () => end({ reason: "the library gave up on it" }));
  });
}
