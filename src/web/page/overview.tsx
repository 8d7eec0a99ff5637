import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Overview } from "../../api/contract.ts";
import { useOverview } from "../data/queries.ts";
import { IncidentRow } from "../incident-page/incident-row.tsx";
import { ChangeList } from "../panel/change-list.tsx";
import { Command } from "../panel/button.tsx";
import { ModelRows } from "../panel/model-rows.tsx";
import { Facts, PageHead } from "../panel/page-head.tsx";
import { Answer, Nothing, Panel } from "../panel/panel.tsx";
import { StateMark } from "../panel/state-mark.tsx";
import { Tile } from "../panel/tile.tsx";
import { useNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import classes from "./overview.module.css";

/** Is anything broken now? */
export function OverviewPage(): ReactNode {
  const query = useOverview();
  return (
    <Answer query={query} lines={8}>
      {(overview) => <OverviewBody overview={overview} />}
    </Answer>
  );
}

function OverviewBody({ overview }: { readonly overview: Overview }): ReactNode {
  const { t } = useWords();
  const open = overview.incidents.filter((head) => head.phase !== "resolved");
  const recent = overview.incidents.filter((head) => head.phase === "resolved");
  return (
    <>
      <OverviewHead overview={overview} open={open.length} />
      <div className={classes["stack"]}>
        {open.length > 0 && (
          <Panel title={t("overview/needs-you")} flush tone="bad" hold>
            <ul>
              {open.map((head) => (
                <IncidentRow key={head.id} head={head} />
              ))}
            </ul>
          </Panel>
        )}
        <div className={classes["columns"]}>
          <div className={classes["stack"]}>
            <Panel
              title={t("overview/models")}
              aside={<Link href="/models">{t("overview/all-models")}</Link>}
              flush={overview.models.length > 0}
              hold
            >
              {overview.models.length === 0 ? (
                <FirstSteps />
              ) : (
                <ModelRows models={overview.models.slice(0, 12)} />
              )}
            </Panel>
            {recent.length > 0 && (
              <Panel
                title={t("overview/recent")}
                aside={<Link href="/incidents">{t("overview/all-incidents")}</Link>}
                flush
                hold
              >
                <ul>
                  {recent.slice(0, 5).map((head) => (
                    <IncidentRow key={head.id} head={head} />
                  ))}
                </ul>
              </Panel>
            )}
          </div>
          <div className={classes["stack"]}>
            <Panel title={t("overview/changed")}>
              {overview.changes.length === 0 ? (
                <Nothing title={t("overview/no-changes")}>{t("overview/no-changes-why")}</Nothing>
              ) : (
                <ChangeList changes={overview.changes.slice(0, 7)} now={overview.now} />
              )}
            </Panel>
            <Panel title={t("overview/host")} aside={overview.host.name}>
              {overview.host.tiles.length === 0 ? (
                <Nothing title={t("overview/no-host")} />
              ) : (
                <div className={classes["hostTiles"]}>
                  {overview.host.tiles.slice(0, 6).map((tile) => (
                    <Tile key={tile.monitor} tile={tile} />
                  ))}
                </div>
              )}
            </Panel>
            <Arriving overview={overview} />
          </div>
        </div>
      </div>
    </>
  );
}

function OverviewHead({
  overview,
  open,
}: {
  readonly overview: Overview;
  readonly open: number;
}): ReactNode {
  const { t, duration } = useWords();
  const now = useNow();
  const { counts, models } = overview;
  const count = (state: string): number => models.filter((model) => model.state === state).length;
  const silent = counts.lastSignalAt === null;
  const title =
    open === 1
      ? t("overview/one-open")
      : open > 1
        ? t("overview/open", { count: open })
        : silent
          ? t("overview/listening")
          : t("overview/fine");
  return (
    <PageHead
      tab={open > 0 ? `(${open}) ${t("nav/overview")}` : t("nav/overview")}
      title={title}
      state={open > 0 ? "failing" : silent ? "no-data" : "ok"}
    >
      <Facts
        items={[
          models.length > 0 ? t("overview/models-count", { count: models.length }) : null,
          count("ok") > 0 ? t("overview/models-ok", { count: count("ok") }) : null,
          count("failing") > 0 ? t("overview/models-failing", { count: count("failing") }) : null,
          count("learning") > 0
            ? t("overview/models-learning", { count: count("learning") })
            : null,
          t("overview/watched", { count: counts.monitors }),
          t("overview/last-check", { ago: duration(Math.max(0, now - overview.now)) }),
        ]}
      />
    </PageHead>
  );
}

/** What comes in, and what was turned away. */
function Arriving({ overview }: { readonly overview: Overview }): ReactNode {
  const { t, value, duration } = useWords();
  const now = useNow();
  const { counts, repairs } = overview;
  return (
    <Panel title={t("overview/arriving")} aside={<Link href="/settings">{t("nav/settings")}</Link>}>
      <dl className={classes["facts"]}>
        <div>
          <dt>{t("overview/rate")}</dt>
          <dd>{value(Math.round(counts.signalsPerSecond * 10) / 10, "1/s")}</dd>
        </div>
        <div>
          <dt>{t("overview/last-signal")}</dt>
          <dd>
            {counts.lastSignalAt === null
              ? t("overview/none-yet")
              : t("time/ago", { duration: duration(now - counts.lastSignalAt) })}
          </dd>
        </div>
        <div>
          <dt>{t("overview/services")}</dt>
          <dd>{counts.services}</dd>
        </div>
        <div>
          <dt>{t("overview/refused")}</dt>
          <dd>
            {counts.refused > 0 && <StateMark state="cause" word={t("overview/refused")} />}{" "}
            {counts.refused}
          </dd>
        </div>
        <div>
          <dt>{t("overview/repair-mode")}</dt>
          <dd>{repairs.stopAll ? t("policy/stopped") : t(`policy/${repairs.mode}`)}</dd>
        </div>
      </dl>
    </Panel>
  );
}

/** What to do when no model has been seen: one command, or the demo. */
function FirstSteps(): ReactNode {
  const { t } = useWords();
  return (
    <Nothing title={t("empty/models")}>
      <p>{t("empty/models-how")}</p>
      <Command
        text={`curl ${location.origin}/api/v1/predictions -H 'content-type: application/json' -d '{"id":"1","model":"fraud","version":"v1","features":{"amount":12.5},"output":"ok"}'`}
      />
      <p className={classes["gap"]}>{t("empty/otlp")}</p>
      <Command text={`export OTEL_EXPORTER_OTLP_ENDPOINT=${location.origin}`} />
      <p className={classes["gap"]}>{t("empty/demo")}</p>
      <Command text="npm run demo" />
    </Nothing>
  );
}
