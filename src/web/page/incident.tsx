import type { ReactNode } from "react";
import { Link } from "wouter";
import { failureOf, useIncident, useIncidentCharts } from "../data/queries.ts";
import { CausePanel } from "../incident-page/cause-panel.tsx";
import { evidencePlaces } from "../incident-page/evidence-href.ts";
import { IncidentCharts } from "../incident-page/incident-charts.tsx";
import { IncidentHeadline } from "../incident-page/incident-headline.tsx";
import { OutcomePanel } from "../incident-page/outcome-panel.tsx";
import { RepairPanel } from "../incident-page/repair-panel.tsx";
import { Stepper } from "../incident-page/stepper.tsx";
import { TimelinePanel } from "../incident-page/timeline-panel.tsx";
import { ComponentMap } from "../map/component-map.tsx";
import type { Incident } from "../../model/incident.ts";
import { LazyIncidentWrongAnswers } from "../panel/lazy-wrong-answers.tsx";
import { Answer, Nothing, Panel } from "../panel/panel.tsx";
import { useWords } from "../state/words.tsx";
import classes from "../incident-page/incident.module.css";

/** What broke, why, what do I do, did it work? */
export function IncidentPage({ id }: { readonly id: string }): ReactNode {
  const { t } = useWords();
  const query = useIncident(id);
  if (query.data === undefined && query.error !== null) {
    if (failureOf(query.error).code === "not-found") {
      return (
        <Nothing title={t("incident/not-found", { id })}>
          <Link href="/incidents">{t("overview/all-incidents")}</Link>
        </Nothing>
      );
    }
  }
  return (
    <Answer query={query} lines={10}>
      {(incident) => <IncidentBody incident={incident} />}
    </Answer>
  );
}

function IncidentBody({ incident }: { readonly incident: Incident }): ReactNode {
  const { t } = useWords();
  const charts = useIncidentCharts(incident.id);
  const map = incident.diagnosis?.map;
  return (
    <article>
      <IncidentHeadline incident={incident} />
      <Stepper incident={incident} />
      <div className={classes["columns"]}>
        <div className={classes["stack"]}>
          <CausePanel incident={incident} />
          <Panel
            title={t("incident/symptoms")}
            aside={t("differences/hint")}
            id={evidencePlaces.symptoms}
          >
            <Answer query={charts} lines={5}>
              {(answer) => (
                <IncidentCharts
                  incident={incident}
                  charts={answer.charts}
                  changes={answer.changes}
                />
              )}
            </Answer>
          </Panel>
          {incident.models.length > 0 && (
            <div id={evidencePlaces.wrongAnswers}>
              <LazyIncidentWrongAnswers id={incident.id} />
            </div>
          )}
        </div>
        <div className={classes["stack"]}>
          <Panel title={t("incident/where")}>
            {map === undefined || map.components.length === 0 ? (
              <Nothing title={t("incident/no-map")} />
            ) : (
              <ComponentMap map={map} models={incident.models} />
            )}
          </Panel>
          <RepairPanel incident={incident} />
          <OutcomePanel incident={incident} />
          <div id={evidencePlaces.timeline}>
            <TimelinePanel incident={incident} changes={charts.data?.changes ?? []} />
          </div>
        </div>
      </div>
    </article>
  );
}
