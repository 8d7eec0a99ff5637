import { likelihoodTag } from "../model/answer-likelihood.ts";
import {
  codeNumbers,
  codeTexts,
  isVaried,
  type CodedTable,
} from "../diagnose/slices/coded-table.ts";
import { embeddingTag } from "../model/packed-embedding.ts";
import type { PredictionRow } from "../model/signals.ts";

// Features and tags with the most values present; of more, the rarer ones are left out.
const columnsMax = 40;

/** Predictions as rows of categories: their features, and their tags as "tag name". */
export function predictionTable(rows: readonly PredictionRow[]): CodedTable {
  // name → how many rows have it, and whether as a number
  const names = new Map<string, { readonly isNumber: boolean; count: number }>();
  const note = (name: string, isNumber: boolean): void => {
    const known = names.get(name) ?? { isNumber, count: 0 };
    known.count++;
    names.set(name, known);
  };
  for (const prediction of rows) {
    for (const name of prediction.featuresNumber.keys()) note(name, true);
    for (const name of prediction.featuresText.keys()) note(name, false);
    for (const name of prediction.tags.keys()) {
      if (!name.startsWith(embeddingTag) && name !== likelihoodTag) note(`tag ${name}`, false);
    }
  }
  const columns = [...names]
    .toSorted((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1))
    .slice(0, columnsMax)
    .map(([name, { isNumber }]) =>
      isNumber
        ? codeNumbers(
            name,
            rows.map((prediction) => prediction.featuresNumber.get(name) ?? Number.NaN),
          )
        : codeTexts(
            name,
            rows.map((prediction) =>
              name.startsWith("tag ")
                ? prediction.tags.get(name.slice("tag ".length))
                : prediction.featuresText.get(name),
            ),
          ),
    );
  return { rowCount: rows.length, columns: columns.filter(isVaried) };
}
