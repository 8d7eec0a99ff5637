import type { DrawnTexts } from "../../model/drawn-texts.ts";
import { keptColumns, packEmbedding, unpackEmbedding } from "../../model/packed-embedding.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import { isFreeText } from "../data/roles.ts";
import { hashedEmbedding } from "../text/hashed-embedding.ts";
import { maskPersonalData } from "../text/mask-personal-data.ts";

/** Embeddings of one kind of text; the texts themselves are not kept. */
export interface TextColumn {
  readonly kind: "text" | "embedding";
  /** Packed, one a row. */
  readonly rows: readonly string[];
}

/** What is always text, however few different ones there are. */
const spoken: ReadonlySet<string> = new Set(["prompt", "answer"]);
/** Kinds of text of one model that are looked at; the first by name. */
const columnsMax = 8;

/** Texts of one kind, still to be embedded, or embeddings that senders made. */
export interface DrawnColumn {
  readonly name: string;
  readonly kind: TextColumn["kind"];
  /** Texts, or packed embeddings. */
  readonly rows: readonly string[];
}

/**
 * What was drawn by kind of text, in the order of their names. Text features are looked at where they are free text, not
 * categories or identifiers.
 */
export function drawnColumns(drawn: readonly DrawnTexts[]): readonly DrawnColumn[] {
  const texts = new Map<string, string[]>();
  const embeddings = new Map<string, string[]>();
  for (const row of drawn) {
    for (const [name, text] of row.texts) push(texts, name, text);
    for (const [name, packed] of row.embeddings) push(embeddings, name, packed);
  }
  const columns = new Map<string, DrawnColumn>();
  for (const [name, rows] of texts) {
    const counts = { distinctCount: new Set(rows).size, presentCount: rows.length };
    if (spoken.has(name) || isFreeText(name, counts))
      columns.set(name, { name, kind: "text", rows });
  }
  for (const [name, rows] of embeddings) columns.set(name, { name, kind: "embedding", rows });
  return [...columns.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, columnsMax);
}

/**
 * Texts as packed embeddings by their words, personal data masked before.
 *
 * Cost about 0.4 ms for a text of 2,000 characters.
 */
export function packTexts(texts: readonly string[]): readonly string[] {
  const { values } = hashedEmbedding(texts.map(maskPersonalData));
  return texts.map((_, row) =>
    packEmbedding(values.subarray(row * keptColumns, (row + 1) * keptColumns)),
  );
}

/** The rows of a column as numbers; what cannot be read is left out. */
export function embeddingRows(rows: readonly string[]): Matrix {
  const values = new Float64Array(rows.length * keptColumns);
  let count = 0;
  for (const packed of rows) {
    const own = values.subarray(count * keptColumns, (count + 1) * keptColumns);
    if (unpackEmbedding(packed, own)) count++;
  }
  return { values: values.subarray(0, count * keptColumns), rows: count, columns: keptColumns };
}

function push(into: Map<string, string[]>, name: string, text: string): void {
  const own = into.get(name);
  if (own === undefined) into.set(name, [text]);
  else own.push(text);
}
