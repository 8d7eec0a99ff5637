import { parentPort, workerData } from "node:worker_threads";
import { Group, ready } from "h5wasm/node";
import { outlineOf } from "./hdf5-outline.ts";

// A thread for one file: whatever a damaged file does to the library ends with it.
void (async () => {
  try {
    const library = await ready;
    const outline = outlineOf(String(workerData), library, (file, path, name) =>
      new Group(file, path).get_attribute(name, true),
    );
    parentPort?.postMessage({ outline }, []);
  } catch (error) {
    // The library throws texts as well as errors.
    const reason = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ reason: (reason.split("\n")[0] ?? "").slice(0, 300) }, []);
  }
})();
