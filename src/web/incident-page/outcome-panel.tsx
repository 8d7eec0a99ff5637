import type { ReactNode } from "react";
import type { Incident } from "../../model/incident.ts";
import type { RepairOutcome } from "../../model/repair.ts";
import { useIncidentCharts } from "../data/queries.ts";
import { monitorLabel } from "../panel/monitor-label.ts";
import { Panel } from "../panel/panel.tsx";
import { StateMark } from "../panel/state-mark.tsx";
import type { MarkState } from "../panel/state-mark.tsx";
import { useNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import { IntervalPlot } from "./interval-plot.tsx";
import classes from "./outcome.module.css";

type OutcomeTest = RepairOutcome["tests"][number];

/** Did it work? What will be tested, how far it is, and what the test said. Nothing before there is a plan. */
export function OutcomePanel({ incident }: { readonly incident: Incident }): ReactNode {
  const { t } = useWords();
  const { repair } = incident;
  if (repair === null || repair.status === "rejected") return null;
  const result = repair.outcome?.result ?? null;
  return (
    <Panel
      title={t("worked/title")}
      tone={result === "fixed" ? "ok" : result === "not-fixed" ? "bad" : undefined}
    >
      {repair.outcome === null ? (
        <Awaited incident={incident} performedAt={repair.performedAt} />
      ) : (
        <Result incident={incident} outcome={repair.outcome} />
      )}
    </Panel>
  );
}

function Awaited({
  incident,
  performedAt,
}: {
  readonly incident: Incident;
  readonly performedAt: number | null;
}): ReactNode {
  const { t, duration } = useWords();
  const now = useNow();
  const titles = useMonitorTitles(incident);
  const plan = incident.repair?.plan.verification;
  if (plan === undefined) return null;
  const elapsed = performedAt === null ? null : Math.max(0, now - performedAt);
  return (
    <>
      {elapsed === null ? (
        <p className={classes["muted"]}>
          {t("worked/before", { settle: duration(plan.settleMs), rows: plan.countMin })}
        </p>
      ) : (
        <div className={classes["progress"]}>
          <p>
            <StateMark state="running" />{" "}
            {elapsed < plan.settleMs
              ? t("worked/settling", { rest: duration(plan.settleMs - elapsed) })
              : t("worked/collecting", { rows: plan.countMin })}
          </p>
          <progress
            max={plan.timeoutMs}
            value={Math.min(elapsed, plan.timeoutMs)}
            aria-label={t("worked/title")}
          />
        </div>
      )}
      <ul className={classes["awaited"]}>
        {plan.monitors.map((monitor) => (
          <li key={monitor}>
            <StateMark state={elapsed === null ? "unknown" : "running"} />
            {titles(monitor)}
          </li>
        ))}
      </ul>
    </>
  );
}

const resultMarks: Record<RepairOutcome["result"], MarkState> = {
  fixed: "ok",
  "not-fixed": "failing",
  "not-enough-data": "cause",
};

function Result({
  incident,
  outcome,
}: {
  readonly incident: Incident;
  readonly outcome: RepairOutcome;
}): ReactNode {
  const { t } = useWords();
  const titles = useMonitorTitles(incident);
  const units = new Map(incident.symptoms.map((symptom) => [symptom.monitor, symptom.unit]));
  return (
    <>
      <p className={classes["result"]}>
        <StateMark state={resultMarks[outcome.result]} size={16} />
        {t(`worked/${outcome.result}`)}
      </p>
      <p className={classes["muted"]}>{t(`worked/${outcome.result}-why`)}</p>
      {outcome.tests.map((test) => (
        <TestRow
          key={test.monitor}
          test={test}
          title={titles(test.monitor)}
          unit={units.get(test.monitor) ?? "1"}
        />
      ))}
    </>
  );
}

/** One measure before, during and after: its interval, its numbers, and the test in words. */
function TestRow({
  test,
  title,
  unit,
}: {
  readonly test: OutcomeTest;
  readonly title: string;
  readonly unit: string;
}): ReactNode {
  const { t, value, name } = useWords();
  const stages = [
    { word: "worked/stage-before", stage: test.before },
    { word: "worked/stage-during", stage: test.during },
    { word: "worked/stage-after", stage: test.after },
  ] as const;
  return (
    <section className={classes["test"]}>
      <h3>
        <StateMark
          state={test.passed ? "ok" : "failing"}
          word={t(test.passed ? "worked/passed" : "worked/failed")}
        />
        <span>{title}</span>
      </h3>
      <div className={classes["testBody"]}>
        <table>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{t("column/stage")}</th>
              <th scope="col">{t("column/value")}</th>
              <th scope="col">{t("column/rows")}</th>
            </tr>
          </thead>
          <tbody>
            {stages.map(({ word, stage }) => (
              <tr key={word}>
                <th scope="row">{t(word)}</th>
                <td>{value(stage.value, unit)}</td>
                <td>{t("worked/rows", { count: stage.count })}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <IntervalPlot test={test} />
      </div>
      <p className={classes["muted"]}>
        {t("worked/test", {
          test: name("web/test", test.test),
          p: test.pValue < 0.0001 ? "< 0.0001" : `= ${test.pValue.toPrecision(2)}`,
          margin: value(test.margin, unit),
        })}
      </p>
    </section>
  );
}

/** Monitor → its name for people, as its symptom's chart knows it. */
function useMonitorTitles(incident: Incident): (monitor: string) => string {
  const words = useWords();
  const charts = useIncidentCharts(incident.id).data?.charts ?? [];
  return (id) => {
    const chart = charts.find(({ monitor }) => monitor.id === id);
    return chart === undefined ? id : monitorLabel(chart.monitor, words);
  };
}
