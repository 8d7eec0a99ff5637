import type { ReactNode } from "react";
import type { QualityEstimate } from "../../model/quality-estimate.ts";
import { useWords } from "../state/words.tsx";
import { Panel } from "./panel.tsx";

/** What a model's accuracy should be by its own confidence, beside what came out where labels are there. */
export function EstimatePanel({
  estimate,
}: {
  readonly estimate: QualityEstimate | null;
}): ReactNode {
  const { t, value } = useWords();
  if (estimate === null) return null;
  const { accuracy, truth, rows, covered } = estimate;
  const share = (part: number) => value(part, "ratio");
  return (
    <Panel title={t("model/estimate")}>
      <p>
        {accuracy === null
          ? t("model/not-expected", { share: share(covered / Math.max(1, rows)) })
          : t("model/expected", {
              value: share(accuracy.value),
              low: share(accuracy.low),
              high: share(accuracy.high),
              rows: value(rows, "1"),
            })}
      </p>
      {truth !== null && (
        <p>{t("model/came-out", { value: share(truth.accuracy), rows: value(truth.rows, "1") })}</p>
      )}
    </Panel>
  );
}
