import type { ReactNode } from "react";
import type { ExpectedScore, QualityEstimate } from "../../model/quality-estimate.ts";
import { useWords } from "../state/words.tsx";
import { capital } from "./monitor-label.ts";
import { Panel } from "./panel.tsx";

/** What a model's quality should be without labels, beside what it was and what came out so far. */
export function EstimatePanel({
  estimate,
  className,
}: {
  readonly estimate: QualityEstimate | null;
  readonly className?: string | undefined;
}): ReactNode {
  const { t, name, value, sentence } = useWords();
  if (estimate === null) return null;
  const { scores, rows, covered, labelledRows, warnings } = estimate;
  const shown = (of: number | null, measure: ExpectedScore["measure"]) =>
    of === null ? "–" : value(of, unitOf(measure));
  return (
    <Panel title={t("model/estimate")}>
      {scores.length === 0 ? (
        <p>{t("model/not-expected", { share: value(covered / Math.max(1, rows), "ratio") })}</p>
      ) : (
        <table className={className}>
          <thead>
            <tr>
              <th scope="col">{t("column/score")}</th>
              <th scope="col">{t("column/expected-between")}</th>
              <th scope="col">{t("column/before")}</th>
              <th scope="col">{t("column/came-out")}</th>
            </tr>
          </thead>
          <tbody>
            {scores.map(({ measure, value: middle, low, high, reference, truth }) => (
              <tr key={measure}>
                <th scope="row">{capital(name("measure", measure))}</th>
                <td>
                  {t("model/between", {
                    value: shown(middle, measure),
                    low: shown(low, measure),
                    high: shown(high, measure),
                  })}
                </td>
                <td>{shown(reference, measure)}</td>
                <td>{shown(truth, measure)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>{t("model/rests-on", { rows: value(rows, "1"), labelled: value(labelledRows, "1") })}</p>
      {warnings.map((warning) => (
        <p key={warning.code}>{sentence(warning)}</p>
      ))}
    </Panel>
  );
}

function unitOf(measure: ExpectedScore["measure"]): string {
  return measure === "mae" || measure === "mse" ? "1" : "ratio";
}
