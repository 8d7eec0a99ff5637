import type { Json } from "../../model/json.ts";
import type { GoldenRun } from "./golden-report.ts";

/**
 * The answers of a run with their labels, as bodies of the prediction and the label protocol: of a model of
 * its own, `NAME:golden`, so that its versions are measured and compared like any other's and production's
 * figures stay clean. Of two classes a score is that of the last by name.
 */
export function goldenSignals(
  run: GoldenRun,
  about: { readonly model: string; readonly version: string; readonly time: number },
): { readonly predictions: readonly Json[]; readonly labels: readonly Json[] } {
  const { version, time } = about;
  const model = `${about.model}:golden`;
  const classes = [...new Set(run.rows.map(({ label }) => String(label)))].toSorted();
  const scoresOf = (score: number | null) => {
    const [negative, positive, ...others] = classes;
    const isBinary = positive !== undefined && others.length === 0;
    if (score === null || !isBinary || negative === undefined) return {};
    return { scores: { [positive]: score, [negative]: 1 - score } };
  };
  const sent = run.answers.flatMap(({ output, score }, place) => {
    const row = run.rows[place];
    if (row === undefined || output === null) return [];
    const id = `${time}-${row.id}`;
    const { features, label } = row;
    const prediction = { id, model, version, time, features, output, ...scoresOf(score) };
    return [{ prediction, label: { id, model, label, time } }];
  });
  return {
    predictions: sent.map(({ prediction }) => prediction),
    labels: sent.map(({ label }) => label),
  };
}
