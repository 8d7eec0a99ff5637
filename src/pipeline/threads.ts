import { createOutlierThread, type OutlierThread } from "./outlier-thread.ts";
import { createQueryThreads, type QueryThreads } from "./query-threads.ts";

/** What computes beside the event loop. */
export interface Threads {
  readonly queries: QueryThreads;
  readonly outliers: OutlierThread;
  stop(): Promise<void>;
}

/** Starts nothing yet: threads come with the first work. */
export function createThreads(): Threads {
  const [queries, outliers] = [createQueryThreads(), createOutlierThread()];
  return {
    queries,
    outliers,
    async stop() {
      await queries.stop();
      await outliers.stop();
    },
  };
}
