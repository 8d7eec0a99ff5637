import type { ReactNode } from "react";
import type { TextDriftColumn, TextDriftReport } from "../../model/text-drift.ts";
import { useWords } from "../state/words.tsx";
import { useReferenceWords } from "./drift-reference.tsx";
import { Panel } from "./panel.tsx";
import { withError } from "./with-error.ts";

/** Whether a model is told and answers other things than before: how well texts can be told from their reference. */
export function TextDriftTable({
  report,
  className,
}: {
  readonly report: TextDriftReport | null;
  readonly className?: string | undefined;
}): ReactNode {
  const words = useWords();
  const { t, value } = words;
  const referenceWords = useReferenceWords();
  if (report === null) return null;
  const { columns, reference } = report;
  const shown = ({ value: told, standardError }: TextDriftColumn) =>
    told === null ? "–" : withError({ value: told, standardError }, "ratio", words);
  return (
    <Panel title={t("model/text-drift")}>
      <table className={className}>
        <thead>
          <tr>
            <th scope="col">{t("column/text")}</th>
            <th scope="col">{t("column/told-apart")}</th>
            <th scope="col">{t("column/verdict")}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.column}>
              <th scope="row">{column.column}</th>
              <td>{shown(column)}</td>
              <td>{t(`model/text-drift-${column.verdict}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {t("model/text-drift-why", { rows: value(Math.max(...columns.map((c) => c.rows)), "1") })}{" "}
        {referenceWords(reference)}
      </p>
    </Panel>
  );
}
