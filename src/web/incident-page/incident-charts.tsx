import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { MonitorChart } from "../../api/contract.ts";
import type { Incident } from "../../model/incident.ts";
import type { ChangeRow } from "../../model/signals.ts";
import { changeMarkers, monitorChartInput } from "../chart/chart-input.ts";
import type { ChartMarker } from "../chart/chart-input.ts";
import { BrushChart } from "../panel/brush-chart.tsx";
import { Button } from "../panel/button.tsx";
import { monitorLabel, monitorSubject } from "../panel/monitor-label.ts";
import { Nothing } from "../panel/panel.tsx";
import { subjectsOfMonitor } from "../panel/subject.ts";
import { useWords } from "../state/words.tsx";
import classes from "./incident.module.css";

/** Charts shown at first. */
const firstCharts = 3;

/** The symptoms as charts, the ones that opened the incident first. */
export function IncidentCharts({
  incident,
  charts,
  changes,
}: {
  readonly incident: Incident;
  readonly charts: readonly MonitorChart[];
  readonly changes: readonly ChangeRow[];
}): ReactNode {
  const { t } = useWords();
  const [all, setAll] = useState(false);
  const markers = useMemo(() => markersOf(incident, changes, t), [incident, changes, t]);
  const ordered = useMemo(() => {
    const symptoms = incident.symptoms.map((symptom) => symptom.monitor);
    const rank = ({ monitor }: MonitorChart): number => {
      const place = symptoms.indexOf(monitor.id);
      if (place >= 0) return place;
      return symptoms.length + Number(monitor.class === "evidence");
    };
    return [...charts].sort((a, b) => rank(a) - rank(b));
  }, [charts, incident.symptoms]);
  if (ordered.length === 0) return <Nothing title={t("incident/no-charts")} />;
  const shown = all ? ordered : ordered.slice(0, firstCharts);
  return (
    <div className={classes["charts"]}>
      {shown.map((chart) => (
        <SymptomChart key={chart.monitor.id} chart={chart} markers={markers} incident={incident} />
      ))}
      {ordered.length > shown.length && (
        <div className={classes["more"]}>
          <Button kind="quiet" onClick={() => setAll(true)}>
            {t("incident/more-charts", { count: ordered.length - shown.length })}
          </Button>
        </div>
      )}
    </div>
  );
}

function SymptomChart({
  chart,
  markers,
  incident,
}: {
  readonly chart: MonitorChart;
  readonly markers: readonly ChartMarker[];
  readonly incident: Incident;
}): ReactNode {
  const words = useWords();
  const label = monitorLabel(chart.monitor, words);
  const input = useMemo(() => monitorChartInput(chart, label, markers), [chart, label, markers]);
  const services = incident.components.flatMap(({ kind, name }) =>
    kind === "serving" ? [name] : [],
  );
  return (
    <BrushChart
      subjects={subjectsOfMonitor(chart.monitor, services)}
      title={`${monitorSubject(chart.monitor)} · ${label}`}
      input={input}
      height={132}
      syncKey="incident"
    />
  );
}

function markersOf(
  incident: Incident,
  changes: readonly ChangeRow[],
  t: ReturnType<typeof useWords>["t"],
): readonly ChartMarker[] {
  const performedAt = incident.repair?.performedAt ?? null;
  return [
    ...changeMarkers(changes),
    { time: incident.onset, label: t("chart/onset"), tone: "onset" },
    ...(performedAt === null
      ? []
      : [{ time: performedAt, label: t("chart/repair"), tone: "repair" } as const]),
  ];
}
