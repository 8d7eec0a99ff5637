import { retrievedDocuments } from "../ingest/retrieved-documents.ts";
import type { RecordedRetrieval, RetrievedDocument } from "../model/retrieved-document.ts";
import { minute, type TimeMs } from "../model/time.ts";
import type { Loop } from "./loop.ts";

/** A search this long before a call still belongs to it. */
const backMs = 10 * minute;

/** What was found for a call. */
export interface RetrievedForCall {
  /** By all searches of its trace that began before it. */
  readonly all: readonly RetrievedDocument[];
  /** By the last of them: what a reranker left, where there is one. */
  readonly last: readonly RetrievedDocument[];
}

/** Call `TRACE/SPAN` → the documents that the searches of its trace found before it; calls without any are left out. */
export async function retrievedForCalls(
  { store }: Pick<Loop, "store">,
  project: string,
  calls: readonly { readonly id: string; readonly time: TimeMs }[],
): Promise<ReadonlyMap<string, RetrievedForCall>> {
  if (calls.length === 0) return new Map();
  const times = calls.map(({ time }) => time);
  const window = { start: Math.min(...times) - backMs, end: Math.max(...times) + 1 };
  const traceIds = [...new Set(calls.map(({ id }) => traceOf(id)))];
  const byTrace = Map.groupBy(
    await store.retrievals(project, { traceIds, window }),
    ({ traceId }) => traceId,
  );
  return new Map(
    calls.flatMap(({ id, time }) => {
      const found = foundBefore(byTrace.get(traceOf(id)) ?? [], time);
      return found.length === 0 ? [] : [[id, { all: found.flat(), last: found.at(-1) ?? [] }]];
    }),
  );
}

function foundBefore(searches: readonly RecordedRetrieval[], time: TimeMs) {
  return searches
    .filter((search) => search.time <= time && search.time >= time - backMs)
    .map(({ attributes }) => retrievedDocuments(attributes))
    .filter((documents) => documents.length > 0);
}

function traceOf(id: string): string {
  return id.split("/", 1)[0] ?? "";
}
