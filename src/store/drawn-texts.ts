import type { DrawnTexts } from "../model/drawn-texts.ts";
import { embeddingTag } from "../model/packed-embedding.ts";
import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { nullableTextMap, text, textMap } from "./row-fields.ts";
import { bounds, within } from "./signal-rows.ts";

/**
 * Text features, outputs in words and embeddings of a model's predictions within the window. Of more than `limit` a
 * sample that does not depend on when they came or what they said: the least hashes of their ids. Of each text the
 * first `charactersMax`; texts are read of the sample only.
 */
export async function readDrawnTexts(
  connection: Connection,
  project: string,
  request: {
    readonly model: string;
    readonly window: Window;
    readonly limit: number;
    readonly charactersMax: number;
  },
): Promise<readonly DrawnTexts[]> {
  const { model, window, limit, charactersMax } = request;
  const own = `project = {project:String} AND model = {model:String} AND ${within("time")}`;
  const rows = await connection.rows(
    `WITH drawn AS (
  SELECT id, time
  FROM predictions FINAL
  WHERE ${own}
  ORDER BY cityHash64(id), id
  LIMIT {limit:UInt64}
)
SELECT mapApply((name, value) -> (name, substringUTF8(value, 1, {characters:UInt64})), features_text) AS texts,
  substringUTF8(output_text, 1, {characters:UInt64}) AS answer,
  mapFilter((name, value) -> startsWith(name, {tag:String}), tags) AS embeddings
FROM predictions FINAL
WHERE ${own} AND (id, time) IN (SELECT id, time FROM drawn)
ORDER BY cityHash64(id), id`,
    { project, model, ...bounds(window), limit, characters: charactersMax, tag: embeddingTag },
  );
  return rows.map((row) => {
    const texts = new Map<string, string>();
    for (const [name, value] of nullableTextMap(row, "texts")) {
      if (value !== null && value !== "") texts.set(name, value);
    }
    const answer = text(row, "answer");
    if (answer !== "") texts.set("answer", answer);
    const embeddings = new Map<string, string>();
    for (const [tag, packed] of textMap(row, "embeddings")) {
      embeddings.set(tag.slice(embeddingTag.length), packed);
    }
    return { texts, embeddings };
  });
}
