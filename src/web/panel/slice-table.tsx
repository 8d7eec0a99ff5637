import type { ReactNode } from "react";
import type { WorstSlices } from "../../model/slice-quality.ts";
import { useWords } from "../state/words.tsx";
import { capital } from "./monitor-label.ts";
import { Panel } from "./panel.tsx";

/** In which values of its features a model fares worse than in the rest, found and not chosen. */
export function SliceTable({
  found,
  className,
}: {
  readonly found: WorstSlices | null;
  readonly className?: string | undefined;
}): ReactNode {
  const { t, name, value } = useWords();
  if (found === null) return null;
  const unit = found.measure === "accuracy" ? "ratio" : "1";
  return (
    <Panel title={t("model/slices")}>
      {found.slices.length === 0 ? (
        <p>{t("model/no-slices", { count: found.rows })}</p>
      ) : (
        <table className={className}>
          <thead>
            <tr>
              <th scope="col">{t("column/slice")}</th>
              <th scope="col">{capital(name("measure", found.measure))}</th>
              <th scope="col">{t("column/rest")}</th>
              <th scope="col">{t("column/rows")}</th>
            </tr>
          </thead>
          <tbody>
            {found.slices.map((slice) => (
              <tr key={slice.feature}>
                <th scope="row">{`${slice.feature} ${slice.part}`}</th>
                <td>{value(slice.value, unit)}</td>
                <td>{value(slice.rest, unit)}</td>
                <td>{value(slice.rows, "1")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
