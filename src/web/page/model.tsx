import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { MonitorChart, Routes } from "../../api/contract.ts";
import type { Window } from "../../model/time.ts";
import { alignSeries, changeMarkers, monitorChartInput } from "../chart/chart-input.ts";
import type { ChartInput, ChartMarker } from "../chart/chart-input.ts";
import { LazyChart } from "../chart/lazy-chart.tsx";
import { failureOf, useModel } from "../data/queries.ts";
import { IncidentRow } from "../incident-page/incident-row.tsx";
import { BrushChart } from "../panel/brush-chart.tsx";
import { Button } from "../panel/button.tsx";
import { ChangeList } from "../panel/change-list.tsx";
import { DriftTable } from "../panel/drift-table.tsx";
import { EstimatePanel } from "../panel/estimate-panel.tsx";
import { JudgePanel } from "../panel/judge-panel.tsx";
import { LabelTable } from "../panel/label-table.tsx";
import { LazyModelWrongAnswers } from "../panel/lazy-wrong-answers.tsx";
import { newestVersion } from "../panel/model-rows.tsx";
import { monitorLabel, monitorSubject } from "../panel/monitor-label.ts";
import { MonitorTable } from "../panel/monitor-table.tsx";
import { AnswerScoresPanel, OutputScoresPanel } from "../panel/output-scores.tsx";
import { OutputDriftTable } from "../panel/output-drift.tsx";
import { Facts, PageHead } from "../panel/page-head.tsx";
import { Answer, Nothing, Panel } from "../panel/panel.tsx";
import { RowPanel } from "../panel/row-panel.tsx";
import { SliceTable } from "../panel/slice-table.tsx";
import { TextDriftTable } from "../panel/text-drift-table.tsx";
import { subjectsOfMonitor } from "../panel/subject.ts";
import { RangePicker, useTimeRange } from "../shell/range-picker.tsx";
import { serverNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import { chartGroup } from "../panel/chart-group.ts";
import type { ChartGroup } from "../panel/chart-group.ts";
import classes from "./model.module.css";

type ModelAnswer = Routes["GET /api/v1/models/:model"]["response"];

/** Is this model healthy, and since which version? */
export function ModelPage({ model }: { readonly model: string }): ReactNode {
  const { t } = useWords();
  const { window, live } = useTimeRange();
  const query = useModel(model, window, live);
  if (query.data === undefined && query.error !== null) {
    if (failureOf(query.error).code === "not-found") {
      return (
        <Nothing title={t("model/not-found", { model })}>
          <Link href="/models">{t("overview/all-models")}</Link>
        </Nothing>
      );
    }
  }
  return (
    <Answer query={query} lines={10}>
      {(answer) => <ModelBody answer={answer} />}
    </Answer>
  );
}

function ModelBody({ answer }: { readonly answer: ModelAnswer }): ReactNode {
  const { t, name } = useWords();
  const { head, incidents, changes, charts } = answer;
  const { facts } = head;
  const open = incidents.filter((incident) => incident.phase !== "resolved");
  return (
    <>
      <PageHead
        tab={facts.model}
        title={t(`model/is-${head.state}`, { model: facts.model })}
        state={head.state}
        aside={<RangePicker />}
      >
        <Facts
          items={[
            name("web/task", facts.task),
            t("model/serves", { version: newestVersion(head) }),
            t("model/features", { count: facts.features.length }),
            facts.classes.length > 0 ? t("model/classes", { count: facts.classes.length }) : null,
            t(facts.hasLabels ? "model/labels" : "model/no-labels"),
            facts.services.length > 0 ? facts.services.join(", ") : null,
          ]}
        />
      </PageHead>
      <div className={classes["stack"]}>
        {head.state === "learning" && (
          <Panel title={t("model/learning")}>
            <p>{t("model/learning-why")}</p>
            <progress
              className={classes["progress"]}
              max={1}
              value={head.progress}
              aria-label={t("model/learning")}
            />
          </Panel>
        )}
        {open.length > 0 && (
          <Panel title={t("overview/needs-you")} flush tone="bad" hold>
            <ul>
              {open.map((incident) => (
                <IncidentRow key={incident.id} head={incident} />
              ))}
            </ul>
          </Panel>
        )}
        <div className={classes["columns"]}>
          <div className={classes["stack"]}>
            <ChartPanels charts={charts} changes={changes} services={facts.services} />
            {facts.task !== "generation" && <LazyModelWrongAnswers model={facts.model} />}
          </div>
          <div className={classes["stack"]}>
            <Versions answer={answer} />
            <OutputScoresPanel scores={answer.outputScores} className={classes["versions"]} />
            <AnswerScoresPanel scores={answer.answerScores} className={classes["versions"]} />
            <EstimatePanel estimate={answer.estimate} className={classes["versions"]} />
            <DriftTable report={answer.drift} pagesOnDrift={answer.pagesOnDrift} />
            <RowPanel report={answer.rows} />
            <OutputDriftTable report={answer.rows} className={classes["versions"]} />
            <JudgePanel judges={answer.judges} className={classes["versions"]} />
            <TextDriftTable report={answer.textDrift} className={classes["versions"]} />
            <SliceTable found={answer.slices} className={classes["versions"]} />
            <LabelTable labels={answer.labels} className={classes["versions"]} />
            <Panel title={t("overview/changed")}>
              {changes.length === 0 ? (
                <Nothing title={t("model/no-changes")} />
              ) : (
                <ChangeList changes={changes.slice(0, 8)} now={serverNow()} />
              )}
            </Panel>
          </div>
        </div>
        <Panel title={t("model/monitors", { count: charts.length })} flush>
          <MonitorTable
            rows={charts.map((chart) => ({
              monitor: chart.monitor,
              last: chart.evaluations.at(-1) ?? null,
              doubted: answer.doubted.includes(chart.monitor.id),
            }))}
          />
        </Panel>
      </div>
    </>
  );
}

const groups = ["quality", "data", "serving"] as const satisfies readonly ChartGroup[];

/** Charts by what they speak of: quality, data, serving. */
function ChartPanels({
  charts,
  changes,
  services,
}: {
  readonly charts: readonly MonitorChart[];
  readonly changes: ModelAnswer["changes"];
  readonly services: readonly string[];
}): ReactNode {
  const { t } = useWords();
  const markers = useMemo(() => changeMarkers(changes), [changes]);
  const drawn = charts.filter((chart) =>
    chart.evaluations.some((evaluation) => evaluation.value !== null),
  );
  if (drawn.length === 0) {
    return (
      <Panel title={t("model/charts")}>
        <Nothing title={t("model/no-charts")}>{t("model/no-charts-why")}</Nothing>
      </Panel>
    );
  }
  const shown = groups
    .map((group) => ({
      group,
      charts: drawn.filter((chart) => chartGroup(chart.monitor) === group),
    }))
    .filter((each) => each.charts.length > 0);
  return (
    <div className={classes["stack"]}>
      {shown.map(({ group, charts: own }, place) => (
        <ChartGroupPanel
          key={group}
          group={group}
          charts={own}
          markers={markers}
          services={services}
          hinted={place === 0}
        />
      ))}
    </div>
  );
}

/** Charts shown at first in each group. */
const firstCharts = 4;

function ChartGroupPanel({
  group,
  charts,
  markers,
  services,
  hinted,
}: {
  readonly group: ChartGroup;
  readonly charts: readonly MonitorChart[];
  readonly markers: readonly ChartMarker[];
  readonly services: readonly string[];
  /** Whether to say that stretches can be chosen: once on a page. */
  readonly hinted: boolean;
}): ReactNode {
  const { t } = useWords();
  const [all, setAll] = useState(false);
  const ordered = [...charts].sort((a, b) => chartUrgency(a) - chartUrgency(b));
  const shown = all ? ordered : ordered.slice(0, firstCharts);
  return (
    <Panel title={t(`model/group-${group}`)} aside={hinted ? t("differences/hint") : undefined}>
      <div className={classes["charts"]}>
        {shown.map((chart) => (
          <MonitorFigure
            key={chart.monitor.id}
            chart={chart}
            markers={markers}
            services={services}
          />
        ))}
      </div>
      {ordered.length > shown.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {t("incident/more-charts", { count: ordered.length - shown.length })}
        </Button>
      )}
    </Panel>
  );
}

/** What fires first, then objectives, then evidence. */
function chartUrgency({ monitor, evaluations }: MonitorChart): number {
  if (evaluations.at(-1)?.firing === true) return 0;
  return monitor.class === "objective" ? 1 : 2;
}

function MonitorFigure({
  chart,
  markers,
  services,
}: {
  readonly chart: MonitorChart;
  readonly markers: readonly ChartMarker[];
  readonly services: readonly string[];
}): ReactNode {
  const words = useWords();
  const label = monitorLabel(chart.monitor, words);
  const window = useShownWindow();
  const input = useMemo(
    () => monitorChartInput(chart, label, markers, window),
    [chart, label, markers, window],
  );
  const subject = monitorSubject(chart.monitor);
  const { subject: watched } = chart.monitor.watch;
  return (
    <BrushChart
      subjects={subjectsOfMonitor(chart.monitor, services)}
      title={watched.kind === "model" ? label : `${subject} · ${label}`}
      input={input}
      height={118}
      syncKey="model"
    />
  );
}

/** The range of this page as one value for as long as its ends stay the same. */
function useShownWindow(): Window {
  const { start, end } = useTimeRange().window;
  return useMemo(() => ({ start, end }), [start, end]);
}

/** Versions on one chart; more cannot be told apart. */
const versionLines = 6;

/** Which version served how much, and since when each is known. */
function Versions({ answer }: { readonly answer: ModelAnswer }): ReactNode {
  const { t, clock, value } = useWords();
  const { versions } = answer.head.facts;
  const window = useShownWindow();
  const input = useMemo((): ChartInput | null => {
    // Quality by version comes along with traffic by version; only the latter belongs on this axis.
    const traffic = answer.versions.filter((series) =>
      /prediction_rate/.test(series.labels["__name__"] ?? ""),
    );
    if (traffic.length === 0) return null;
    const aligned = alignSeries(
      traffic.map((series) => ({
        labels: { __name__: series.labels["version"] ?? "" },
        points: series.times.map((time, place) => [time, series.values[place] ?? Number.NaN]),
      })),
      versionLines,
    );
    return { ...aligned, shaded: [], markers: [], unit: "1/s", window };
  }, [answer.versions, window]);
  return (
    <Panel title={t("model/versions")}>
      {input !== null && (
        <LazyChart title={t("model/traffic")} input={input} height={96} syncKey="model" />
      )}
      <table className={classes["versions"]}>
        <thead>
          <tr>
            <th scope="col">{t("column/version")}</th>
            <th scope="col">{t("column/first-seen")}</th>
            <th scope="col">{t("column/predictions")}</th>
          </tr>
        </thead>
        <tbody>
          {[...versions]
            .sort((a, b) => b.lastSeen - a.lastSeen || b.firstSeen - a.firstSeen)
            .map((version) => (
              <tr key={version.version}>
                <th scope="row">{version.version}</th>
                <td>{clock(version.firstSeen, serverNow())}</td>
                <td>{value(version.predictions, "1")}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Panel>
  );
}
