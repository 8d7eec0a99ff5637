import { useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Evaluation, Monitor } from "../../model/monitor.ts";
import { shownLimits } from "../chart/natural-limits.ts";
import { useWords } from "../state/words.tsx";
import { Button } from "./button.tsx";
import { monitorLabel, monitorSubject } from "./monitor-label.ts";
import classes from "./monitor-table.module.css";
import { StateMark } from "./state-mark.tsx";
import type { MarkState } from "./state-mark.tsx";

interface MonitorRow {
  readonly monitor: Monitor;
  readonly last: Evaluation | null;
  /** Whether it fires, but may do so by chance among the many evidence series of its model. */
  readonly doubted: boolean;
}

/** Rows shown at first. */
const firstRows = 15;

/** Monitors with their newest verdict and why they exist. */
export function MonitorTable({
  rows,
  withSubject = false,
}: {
  readonly rows: readonly MonitorRow[];
  /** Whether to name whom each watches, where the page does not. */
  readonly withSubject?: boolean;
}): ReactNode {
  const words = useWords();
  const { t, value, sentence, name } = words;
  const [all, setAll] = useState(false);
  const ordered = [...rows].sort((a, b) => urgency(a) - urgency(b));
  const shown = all ? ordered : ordered.slice(0, firstRows);
  return (
    <div className={classes["box"]} tabIndex={0} role="group" aria-label={t("column/monitor")}>
      <table className={classes["table"]}>
        <thead>
          <tr>
            <th scope="col">{t("column/monitor")}</th>
            <th scope="col">{t("column/state")}</th>
            <th scope="col">{t("column/now")}</th>
            <th scope="col">{t("column/expected")}</th>
            <th scope="col">{t("column/role")}</th>
            <th scope="col">{t("column/why")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ monitor, last, doubted }) => {
            const mark = verdictMark(last, doubted);
            const { low, high } = shownLimits(monitor, last);
            return (
              <tr key={monitor.id}>
                <th scope="row">
                  {withSubject && `${monitorSubject(monitor)} · `}
                  {monitorLabel(monitor, words)}
                  {monitor.watch.kind === "series" && (
                    <Link
                      className={classes["expression"]}
                      href={`/explore?query=${encodeURIComponent(monitor.watch.expression)}`}
                    >
                      <code>{monitor.watch.expression}</code>
                    </Link>
                  )}
                </th>
                <td>
                  <span className={classes["state"]}>
                    <StateMark state={mark} />
                    {name("web/state", mark)}
                    {last?.state === "learning" && last.progress !== null && (
                      <> {t("models/progress", { ratio: last.progress })}</>
                    )}
                  </span>
                </td>
                <td>{value(last?.value, monitor.unit)}</td>
                <td>{words.limits(low, high, monitor.unit)}</td>
                <td>{t(monitor.class === "objective" ? "class/objective" : "class/evidence")}</td>
                <td className={classes["why"]}>{sentence(monitor.reason)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {ordered.length > shown.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {t("incident/more-charts", { count: ordered.length - shown.length })}
        </Button>
      )}
    </div>
  );
}

/** What fires first, then objectives, then evidence; within each the given order stays. */
function urgency({ monitor, last, doubted }: MonitorRow): number {
  if (last?.firing === true && !doubted) return 0;
  return monitor.class === "objective" ? 1 : 2;
}

/** The mark of a verdict; an anomaly that has not lasted its hold time, or may be chance, is only noted. */
function verdictMark(last: Evaluation | null, doubted: boolean): MarkState {
  if (last === null || last.state === "no-data") return "no-data";
  if (last.firing) return doubted ? "affected" : "failing";
  if (last.state === "learning") return "learning";
  return last.state === "anomalous" ? "affected" : "ok";
}
