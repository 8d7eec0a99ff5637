import type { RetrievedDocument } from "../../model/retrieved-document.ts";
import { plainAnswer } from "./answer-match.ts";

/** Longer labels are said in a document's own words and would look as if nothing had been found. */
const charactersMax = 60;

/** What a search found, best first, and what of it is relevant; input of `retrievalScore`. */
export interface JudgedSearch {
  readonly retrieved: readonly string[];
  readonly relevant: readonly string[];
}

/** A search beside the ids that should be found; null where nothing should. */
export function searchOfIds(
  documents: readonly RetrievedDocument[],
  relevant: readonly string[],
): JudgedSearch | null {
  return relevant.length === 0 ? null : { retrieved: documents.map(({ id }) => id), relevant };
}

/**
 * A search beside a short answer: a document is relevant where it holds the answer, both plain. A proxy: an answer such
 * as "no" is held by many. Null where the answer is longer than 60 characters or empty, or a document tells no text.
 *
 * Source: Karpukhin et al. 2020, the accuracy of the top k.
 */
export function searchOfAnswer(
  documents: readonly RetrievedDocument[],
  answer: string,
): JudgedSearch | null {
  const plain = plainAnswer(answer);
  if (plain === "" || plain.length > charactersMax) return null;
  if (documents.some(({ content }) => content === "")) return null;
  // Words of scripts without blanks have no borders.
  const [wanted, border] = /[\p{Script=Han}\u3040-\u30ff]/u.test(plain)
    ? [plain, ""]
    : [` ${plain} `, " "];
  const retrieved = documents.map((_, place) => `${place}`);
  const relevant = retrieved.filter((_, place) =>
    `${border}${plainAnswer(documents[place]?.content ?? "")}${border}`.includes(wanted),
  );
  return { retrieved, relevant };
}
