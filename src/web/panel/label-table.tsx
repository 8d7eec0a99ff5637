import type { ReactNode } from "react";
import type { LabelArrival } from "../../model/measurement.ts";
import { useWords } from "../state/words.tsx";
import { Panel } from "./panel.tsx";

/** How many predictions of each version have their label by now, and how long it took. */
export function LabelTable({
  labels,
  className,
}: {
  readonly labels: readonly LabelArrival[];
  readonly className?: string | undefined;
}): ReactNode {
  const { t, value } = useWords();
  if (labels.length === 0) return null;
  return (
    <Panel title={t("model/label-arrivals")}>
      <table className={className}>
        <thead>
          <tr>
            <th scope="col">{t("column/version")}</th>
            <th scope="col">{t("column/labelled")}</th>
            <th scope="col">{t("column/label-delay")}</th>
          </tr>
        </thead>
        <tbody>
          {labels.map(({ version, predictions, labelled, delayMsP50, delayMsP95 }) => (
            <tr key={version}>
              <th scope="row">{version}</th>
              <td>{value(Math.min(1, labelled / predictions), "ratio")}</td>
              <td>
                {delayMsP50 === null || delayMsP95 === null
                  ? "–"
                  : `${value(delayMsP50, "ms")} / ${value(delayMsP95, "ms")}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
