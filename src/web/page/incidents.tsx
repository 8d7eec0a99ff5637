import type { ReactNode } from "react";
import { useIncidents, useOverview } from "../data/queries.ts";
import { IncidentRow } from "../incident-page/incident-row.tsx";
import { PageHead } from "../panel/page-head.tsx";
import { Answer, Nothing, Panel } from "../panel/panel.tsx";
import { Segments } from "../panel/segments.tsx";
import { useUrlParameter } from "../state/url-state.ts";
import { useWords } from "../state/words.tsx";
import { useNow } from "../state/clock.ts";

const phases = ["open", "resolved", "all"] as const;
type Shown = (typeof phases)[number];

/** What needs me first? */
export function IncidentsPage(): ReactNode {
  const { t } = useWords();
  const [text, setText] = useUrlParameter("show");
  const shown: Shown = phases.find((phase) => phase === text) ?? "all";
  const query = useIncidents(shown);
  const open = query.data?.incidents.filter((head) => head.phase !== "resolved").length;
  return (
    <>
      <PageHead
        tab={t("nav/incidents")}
        title={
          open === undefined || shown === "resolved"
            ? t("nav/incidents")
            : open === 0
              ? t("incidents/none-open")
              : open === 1
                ? t("overview/one-open")
                : t("overview/open", { count: open })
        }
        aside={
          <Segments
            label={t("incidents/show")}
            value={shown}
            options={phases.map((phase) => ({ value: phase, text: t(`incidents/${phase}`) }))}
            onChange={setText}
          />
        }
      />
      <Panel title={t(`incidents/${shown}`)} flush hold>
        <Answer query={query}>
          {({ incidents }) => {
            const rows =
              shown === "open" ? incidents.filter((head) => head.phase !== "resolved") : incidents;
            return rows.length === 0 ? (
              <NoIncidents />
            ) : (
              <ul>
                {rows.map((head) => (
                  <IncidentRow key={head.id} head={head} />
                ))}
              </ul>
            );
          }}
        </Answer>
      </Panel>
    </>
  );
}

function NoIncidents(): ReactNode {
  const { t, duration } = useWords();
  const overview = useOverview().data;
  const now = useNow();
  return (
    <div style={{ padding: "4px 16px 10px" }}>
      <Nothing title={t("incidents/empty")}>
        {overview !== undefined &&
          t("incidents/empty-why", {
            ago: duration(Math.max(0, now - overview.now)),
            count: overview.counts.monitors,
          })}
      </Nothing>
    </div>
  );
}
