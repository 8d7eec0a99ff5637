import type { ReactNode } from "react";
import type { DriftReport } from "../../model/drift-report.ts";
import { useWords } from "../state/words.tsx";
import { useReferenceWords } from "./drift-reference.tsx";
import { Panel } from "./panel.tsx";

/** Features shown; the rest are told by their number. */
const shownMax = 8;

/** Which inputs of a model differ from their reference, by how much, and why that is said. */
export function DriftTable({
  report,
  pagesOnDrift,
}: {
  readonly report: DriftReport | null;
  readonly pagesOnDrift: boolean;
}): ReactNode {
  const { t, value, sentence } = useWords();
  const referenceWords = useReferenceWords();
  if (report === null) return null;
  const { columns, reference, tested, rows } = report;
  const drifting = columns.filter(({ verdict }) => verdict === "drift").length;
  const told = columns.filter(({ verdict }) => verdict === "drift" || verdict === "slight");
  return (
    <Panel title={t("model/drift")}>
      <p>
        {tested === 0
          ? t("model/drift-untested", { rows: value(rows, "1") })
          : t("model/drift-found", { drifting, tested, rows: value(rows, "1") })}
      </p>
      {told.slice(0, shownMax).map(({ feature, verdict, size, reasons }) => (
        <details key={feature}>
          <summary>
            <strong>{feature}</strong>
            {` ${t(`model/drift-${verdict === "drift" ? "drift" : "slight"}`)} · ${value(size, "1")}`}
          </summary>
          {reasons.map((reason) => (
            <p key={reason.code}>{sentence(reason)}</p>
          ))}
        </details>
      ))}
      {told.length > shownMax && <p>{t("model/drift-more", { count: told.length - shownMax })}</p>}
      <p>
        {referenceWords(reference)}{" "}
        {t(pagesOnDrift ? "model/drift-pages" : "model/drift-pages-not")}
      </p>
    </Panel>
  );
}
