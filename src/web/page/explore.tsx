import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import { alignSeries, labelText, readMatrix } from "../chart/chart-input.ts";
import type { ChartInput } from "../chart/chart-input.ts";
import { useMonitors, useQueryRange } from "../data/queries.ts";
import { BrushChart } from "../panel/brush-chart.tsx";
import { Button } from "../panel/button.tsx";
import { MonitorTable } from "../panel/monitor-table.tsx";
import { PageHead } from "../panel/page-head.tsx";
import { Answer, Nothing, Panel } from "../panel/panel.tsx";
import { subjectsOfLabels } from "../panel/subject.ts";
import { RangePicker, useTimeRange } from "../shell/range-picker.tsx";
import { stepFor } from "../state/time-range.ts";
import { useUrlParameter } from "../state/url-state.ts";
import { useWords } from "../state/words.tsx";
import classes from "./explore.module.css";

/** Lines on one chart; more cannot be told apart. */
const linesMax = 6;

/** What does this signal look like? */
export function ExplorePage(): ReactNode {
  const { t } = useWords();
  const [query, setQuery] = useUrlParameter("query");
  const [typed, setTyped] = useState(query ?? "");
  const monitors = useMonitors();
  const examples = useMemo(
    () =>
      (monitors.data?.monitors ?? [])
        .flatMap(({ monitor }) =>
          monitor.watch.kind === "series" ? [monitor.watch.expression] : [],
        )
        .slice(0, 4),
    [monitors.data],
  );
  return (
    <>
      <PageHead tab={t("nav/explore")} title={t("explore/title")} aside={<RangePicker />}>
        {t("explore/how")}
      </PageHead>
      <div className={classes["stack"]}>
        <form
          className={classes["form"]}
          onSubmit={(event) => {
            event.preventDefault();
            setQuery(typed.trim() === "" ? null : typed.trim());
          }}
        >
          <input
            type="text"
            spellCheck={false}
            value={typed}
            aria-label={t("explore/query")}
            placeholder="rate(http_requests_total[5m])"
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button type="submit" kind="primary">
            {t("explore/run")}
          </Button>
        </form>
        {query === null || query === "" ? (
          <Panel title={t("explore/start")}>
            <p>{t("explore/pick")}</p>
            <ul className={classes["examples"]}>
              {examples.map((example) => (
                <li key={example}>
                  <button
                    type="button"
                    onClick={() => {
                      setTyped(example);
                      setQuery(example);
                    }}
                  >
                    <code>{example}</code>
                  </button>
                </li>
              ))}
            </ul>
          </Panel>
        ) : (
          <ResultPanel expression={query} />
        )}
        <Panel title={t("explore/monitors")} flush>
          <Answer query={monitors}>
            {(answer) => <MonitorTable rows={answer.monitors} withSubject />}
          </Answer>
        </Panel>
      </div>
    </>
  );
}

function ResultPanel({ expression }: { readonly expression: string }): ReactNode {
  const { t, value } = useWords();
  const { window, live } = useTimeRange();
  const { start, end } = window;
  const query = useQueryRange(expression, window, stepFor(window), live);
  const series = useMemo(
    () => (query.data === undefined ? null : readMatrix(query.data.data)),
    [query.data],
  );
  const input = useMemo(
    (): ChartInput | null =>
      series === null || series.length === 0
        ? null
        : {
            ...alignSeries(series, linesMax),
            shaded: [],
            markers: [],
            unit: "1",
            window: { start, end },
          },
    [series, start, end],
  );
  const subjects = subjectsOfLabels((series ?? []).slice(0, linesMax).map(({ labels }) => labels));
  return (
    <Panel
      title={t("explore/result")}
      aside={subjects.length > 0 ? t("differences/hint") : undefined}
    >
      <Answer query={query}>
        {() =>
          input === null || series === null ? (
            <Nothing title={t("explore/nothing")}>{t("explore/nothing-why")}</Nothing>
          ) : (
            <>
              <BrushChart
                subjects={subjects}
                title={<code>{expression}</code>}
                input={input}
                height={300}
                syncKey="explore"
              />
              {series.length > linesMax && (
                <p className={classes["more"]}>
                  {t("explore/more", { shown: linesMax, count: series.length })}
                </p>
              )}
              <div
                className={classes["scroll"]}
                tabIndex={0}
                role="group"
                aria-label={t("explore/newest")}
              >
                <table className={classes["table"]}>
                  <thead>
                    <tr>
                      <th scope="col">{t("column/series")}</th>
                      <th scope="col">{t("column/now")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {series.slice(0, 50).map((one) => (
                      <tr key={labelText(one.labels)}>
                        <td>
                          <code>{labelText(one.labels)}</code>
                        </td>
                        <td>{value(one.points.at(-1)?.[1], "1")}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </>
          )
        }
      </Answer>
    </Panel>
  );
}
