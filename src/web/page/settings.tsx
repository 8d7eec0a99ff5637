import type { ReactNode } from "react";
import type { SystemStatus } from "../../api/contract.ts";
import { useAudit, useStatus } from "../data/queries.ts";
import { PageHead } from "../panel/page-head.tsx";
import { Answer, Nothing, Panel } from "../panel/panel.tsx";
import { StateMark } from "../panel/state-mark.tsx";
import { RepairSettings } from "../panel/repair-settings.tsx";
import { useNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import classes from "./settings.module.css";

/** Is Aceso itself right? */
export function SettingsPage(): ReactNode {
  const { t, sentence, name } = useWords();
  const query = useStatus();
  const status = query.data;
  const troubled =
    status !== undefined &&
    (!status.ready || !status.store.available || status.store.deadSegments > 0);
  return (
    <>
      <PageHead
        tab={t("nav/settings")}
        title={t(
          status === undefined
            ? "nav/settings"
            : troubled
              ? "settings/troubled"
              : status.refusals.length > 0
                ? "settings/refusing"
                : "settings/fine",
        )}
        {...(status === undefined
          ? {}
          : {
              state: troubled ? "failing" : status.refusals.length > 0 ? "cause" : "ok",
            })}
      >
        {status !== undefined && status.warnings.map((warning) => sentence(warning)).join(" · ")}
      </PageHead>
      <div className={classes["grid"]}>
        <div className={classes["stack"]}>
          <Panel title={t("settings/refused")} flush>
            <Answer query={query}>{(answer) => <Refusals status={answer} />}</Answer>
          </Panel>
          <Panel title={t("settings/scrapes")} flush>
            <Answer query={query}>{(answer) => <Scrapes status={answer} />}</Answer>
          </Panel>
          <RepairSettings />
          <Panel title={t("settings/audit")} flush>
            <Audit />
          </Panel>
        </div>
        <div className={classes["stack"]}>
          <Panel title={t("settings/store")}>
            <Answer query={query}>{(answer) => <Store status={answer} />}</Answer>
          </Panel>
          <Panel title={t("settings/retention")}>
            <Answer query={query}>
              {(answer) => (
                <Pairs
                  pairs={Object.entries(answer.retention).map(([signal, time]) => [
                    name("web/signal", signal),
                    time,
                  ])}
                />
              )}
            </Answer>
          </Panel>
          <Panel title={t("settings/about")}>
            <Answer query={query}>{(answer) => <About status={answer} />}</Answer>
          </Panel>
        </div>
      </div>
    </>
  );
}

function Refusals({ status }: { readonly status: SystemStatus }): ReactNode {
  const { t, clock } = useWords();
  const now = useNow();
  if (status.refusals.length === 0) {
    return (
      <div className={classes["inset"]}>
        <Nothing title={t("settings/none-refused")}>{t("settings/none-refused-why")}</Nothing>
      </div>
    );
  }
  return (
    <ul className={classes["rows"]}>
      {status.refusals.map((refusal) => (
        <li key={`${refusal.route} ${refusal.code}`}>
          <StateMark state="cause" size={13} />
          <div>
            <p>
              <b>{refusal.message}</b>
            </p>
            <p className={classes["muted"]}>{refusal.fix}</p>
            <p className={classes["muted"]}>
              <code>
                {refusal.route} {refusal.code}
              </code>
            </p>
            {refusal.example !== "" && <pre tabIndex={0}>{refusal.example}</pre>}
          </div>
          <span className={classes["right"]}>
            <b>{t("settings/times", { count: refusal.count })}</b>
            <span className={classes["muted"]}>{clock(refusal.lastAt, now)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Scrapes({ status }: { readonly status: SystemStatus }): ReactNode {
  const { t, clock } = useWords();
  const now = useNow();
  if (status.scrapeTargets.length === 0) {
    return (
      <div className={classes["inset"]}>
        <Nothing title={t("settings/no-scrapes")}>{t("settings/no-scrapes-why")}</Nothing>
      </div>
    );
  }
  return (
    <ul className={classes["rows"]}>
      {status.scrapeTargets.map((target) => (
        <li key={target.url}>
          <StateMark
            state={target.up ? "ok" : "failing"}
            size={13}
            word={t(target.up ? "settings/up" : "settings/down")}
          />
          <div>
            <p>
              <code>{target.url}</code>
            </p>
            {target.error !== "" && <p className={classes["muted"]}>{target.error}</p>}
          </div>
          <span className={classes["right"]}>
            <b>{t("settings/samples", { count: target.samples })}</b>
            <span className={classes["muted"]}>
              {target.lastAt === null ? "–" : clock(target.lastAt, now)}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Store({ status }: { readonly status: SystemStatus }): ReactNode {
  const { t, value } = useWords();
  const { store } = status;
  return (
    <Pairs
      pairs={[
        [t("settings/backend"), t(`settings/${store.backend}`)],
        [t("settings/version"), store.version],
        [t("settings/rows"), value(store.rows, "1")],
        [t("settings/bytes"), value(store.bytes, "bytes")],
        [t("settings/pending"), value(store.pendingBytes, "bytes")],
        [t("settings/dead"), String(store.deadSegments)],
      ]}
    />
  );
}

function About({ status }: { readonly status: SystemStatus }): ReactNode {
  const { t, value, duration } = useWords();
  const now = useNow();
  return (
    <Pairs
      pairs={[
        ["Aceso", status.version],
        [t("settings/uptime"), duration(now - status.startedAt)],
        [t("settings/memory"), value(status.memoryBytes, "bytes")],
        [t("settings/cpu"), value(status.cpuRatio, "ratio")],
      ]}
    />
  );
}

function Pairs({ pairs }: { readonly pairs: readonly (readonly [string, string])[] }): ReactNode {
  return (
    <dl className={classes["pairs"]}>
      {pairs.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Audit(): ReactNode {
  const { t, clock } = useWords();
  const now = useNow();
  const query = useAudit();
  return (
    <Answer query={query}>
      {({ rows }) =>
        rows.length === 0 ? (
          <div className={classes["inset"]}>
            <Nothing title={t("settings/no-audit")} />
          </div>
        ) : (
          <div
            className={classes["scroll"]}
            tabIndex={0}
            role="group"
            aria-label={t("settings/audit")}
          >
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("column/time")}</th>
                  <th scope="col">{t("column/who")}</th>
                  <th scope="col">{t("column/action")}</th>
                  <th scope="col">{t("column/target")}</th>
                  <th scope="col">{t("column/result")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={`${row.time} ${row.action} ${row.target}`}>
                    <td>{clock(row.time, now)}</td>
                    <td>{row.by}</td>
                    <td>{row.action}</td>
                    <td>{row.target}</td>
                    <td>{row.result}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Answer>
  );
}
