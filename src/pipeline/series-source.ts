import type { SeriesSource } from "../model/series.ts";
import type { Loop } from "./loop.ts";

/** Most series one selector may bring; more is an error that says so. */
const seriesMax = 20_000;

/**
 * The store as PromQL reads it. Equal selectors within one source's life are asked once: monitors of
 * a pack share most of theirs.
 */
export function seriesSource(loop: Loop, project: string): SeriesSource {
  const asked = new Map<string, ReturnType<SeriesSource["select"]>>();
  return {
    select(request) {
      const key = JSON.stringify(request);
      let answer = asked.get(key);
      if (!answer) {
        answer = loop.store.selectSeries(project, { ...request, limit: seriesMax });
        asked.set(key, answer);
      }
      return answer;
    },
  };
}
