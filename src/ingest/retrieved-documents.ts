import type { RetrievedDocument } from "../model/retrieved-document.ts";
import { isFields } from "./json-rows.ts";

/** A list of documents as JSON (OpenTelemetry GenAI conventions). */
const listNames = ["gen_ai.retrieval.documents"] as const;
/** Documents numbered from 0, best first (OpenInference); a reranker's come after those it ranked. */
const numberedName =
  /^(?:retrieval\.documents|reranker\.output_documents)\.(\d{1,3})\.document\.(id|content)$/;

/**
 * The documents that a span of a search tells, best first; none where it tells none, or a list that was cut and is no
 * JSON any more. Never throws.
 */
export function retrievedDocuments(attributes: {
  readonly [name: string]: string | number;
}): readonly RetrievedDocument[] {
  for (const name of listNames) {
    const listed = listedDocuments(attributes[name]);
    if (listed.length > 0) return listed;
  }
  // place → what is told of the document there
  const told = new Map<number, { id?: string; content?: string }>();
  for (const [name, value] of Object.entries(attributes)) {
    const [, place, part] = numberedName.exec(name) ?? [];
    if (place === undefined) continue;
    const document = told.get(Number(place)) ?? {};
    told.set(Number(place), { ...document, [part === "id" ? "id" : "content"]: String(value) });
  }
  return [...told]
    .toSorted(([a], [b]) => a - b)
    .map(([, { id = "", content = "" }], index) => ({ id: id || `${index + 1}`, content }));
}

function listedDocuments(value: string | number | undefined): readonly RetrievedDocument[] {
  if (typeof value !== "string") return [];
  let list: unknown;
  try {
    list = JSON.parse(value);
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  return list.filter(isFields).map((document, index) => {
    const id = document["id"];
    const content = document["content"] ?? document["text"];
    return {
      id: typeof id === "string" || typeof id === "number" ? String(id) : `${index + 1}`,
      content: typeof content === "string" ? content : "",
    };
  });
}
