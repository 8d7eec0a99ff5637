import type { ReactNode } from "react";
import type { OutputDrift, RowReport } from "../../model/row-report.ts";
import { useWords } from "../state/words.tsx";
import { Panel } from "./panel.tsx";
import { withError } from "./with-error.ts";

/** Whether a model says other things than before, is as sure of them, and whether other things turn out to be right. */
export function OutputDriftTable({
  report,
  className,
}: {
  readonly report: RowReport | null;
  readonly className?: string | undefined;
}): ReactNode {
  const words = useWords();
  const { t, value } = words;
  if (report === null || report.outputs.length === 0) return null;
  const { outputs, rows, predictions } = report;
  const shown = ({ distance, standardError }: OutputDrift) =>
    distance === null ? "–" : withError({ value: distance, standardError }, "1", words);
  return (
    <Panel title={t("model/output-drift")}>
      <table className={className}>
        <thead>
          <tr>
            <th scope="col">{t("column/text")}</th>
            <th scope="col">{t("column/distance")}</th>
            <th scope="col">{t("column/verdict")}</th>
          </tr>
        </thead>
        <tbody>
          {outputs.map((one) => (
            <tr key={one.feature}>
              <th scope="row">
                {one.part === "score"
                  ? t("model/output-part-score", { class: one.class })
                  : t(`model/output-part-${one.part}`)}
              </th>
              <td>{shown(one)}</td>
              <td>{t(`model/text-drift-${one.verdict}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {t("model/output-drift-why", {
          rows: value(rows, "1"),
          predictions: value(predictions, "1"),
        })}
      </p>
    </Panel>
  );
}
