import type { ReactNode } from "react";
import type { TextDriftColumn, TextDriftReport } from "../../model/text-drift.ts";
import { serverNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import { capital } from "./monitor-label.ts";
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
  const { t, name, value, clock } = words;
  if (report === null) return null;
  const { columns, reference } = report;
  const since = reference.window;
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
        {capital(
          since === null
            ? t(reference.asked === "fixed" ? "model/drift-fixed" : "model/drift-not-yet")
            : t("model/drift-since", {
                kind: name("web/drift-reference", reference.kind),
                from: clock(since.start, serverNow()),
                to: clock(since.end, serverNow()),
              }),
        )}
      </p>
    </Panel>
  );
}
