import type { RecordedRetrieval } from "../model/retrieved-document.ts";
import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { numberMap, text, textMap, whole } from "./row-fields.ts";
import { bounds, within } from "./signal-rows.ts";

/** Searches read, and characters of each attribute: 20 documents of 2,000 characters each are 24 MB. */
const retrievalsMax = 600;
const charactersMax = 2_000;

/** Attributes that tell documents: the first twenty of a search, or a list of them. */
const isDocument = (name: string) =>
  `(${name} = 'gen_ai.retrieval.documents' OR match(${name}, '^(retrieval\\\\.documents|reranker\\\\.output_documents)\\\\.1?[0-9]\\\\.document\\\\.(id|content)$'))`;

/** Searches of these traces within the window that tell what they found, oldest first. */
export async function readRetrievals(
  connection: Connection,
  project: string,
  request: { readonly traceIds: readonly string[]; readonly window: Window },
): Promise<readonly RecordedRetrieval[]> {
  const { traceIds, window } = request;
  if (traceIds.length === 0) return [];
  const rows = await connection.rows(
    `SELECT trace_id, time, texts, mapFilter((name, value) -> ${isDocument("name")}, attributes_number) AS numbers
FROM (
  SELECT trace_id, toUnixTimestamp64Milli(start) AS time, attributes_number,
    mapApply((name, value) -> (name, if(startsWith(name, 'gen_ai'), value, substringUTF8(value, 1, ${charactersMax}))), mapFilter((name, value) -> ${isDocument("name")}, attributes_text)) AS texts
  FROM spans FINAL
  PREWHERE trace_id IN {traces:Array(String)}
  WHERE project = {project:String} AND ${within("start")} AND status != 'error' AND notEmpty(texts)
  ORDER BY start, trace_id, span_id
  LIMIT ${retrievalsMax}
)
ORDER BY time, trace_id`,
    { project, traces: traceIds, ...bounds(window) },
  );
  return rows.map((row) => ({
    traceId: text(row, "trace_id"),
    time: whole(row, "time"),
    attributes: {
      ...Object.fromEntries(textMap(row, "texts")),
      ...Object.fromEntries(numberMap(row, "numbers")),
    },
  }));
}
