import { useMemo } from "react";
import type { ReactNode } from "react";
import type { JudgeHistory, JudgeScore } from "../../model/judge-history.ts";
import type { ChartInput } from "../chart/chart-input.ts";
import { LazyChart } from "../chart/lazy-chart.tsx";
import { serverNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import { Panel } from "./panel.tsx";
import { withError } from "./with-error.ts";

/** Prompts shown; of more those asked now and the newest. */
const promptsMax = 4;
/** With fewer answers that people judged too, or less agreement beyond chance, a judge is not to be believed. */
const peopleMin = 30;
const kappaMin = 0.4;
const interval = 1.96;

/** What judges say of a model's answers: over time, on how many, at what cost, and how far people agree. */
export function JudgePanel({
  judges,
  className,
}: {
  readonly judges: readonly JudgeHistory[];
  readonly className?: string | undefined;
}): ReactNode {
  const { t } = useWords();
  if (judges.length === 0) return null;
  const newest = ({ runs }: JudgeHistory) => runs.at(-1)?.time ?? 0;
  const shown = judges
    .toSorted(
      (a, b) => Number(b.asked !== null) - Number(a.asked !== null) || newest(b) - newest(a),
    )
    .slice(0, promptsMax);
  return (
    <Panel title={t("model/judges")}>
      {shown.map((history) => (
        <Judge key={history.prompt} history={history} className={className} />
      ))}
    </Panel>
  );
}

function Judge({
  history,
  className,
}: {
  readonly history: JudgeHistory;
  readonly className: string | undefined;
}): ReactNode {
  const words = useWords();
  const { t, value, clock } = words;
  const { judge, prompt, asked, callsToday, runs, agreement, kappa } = history;
  const input = useMemo(() => chartOf(history, t("model/judge-yes")), [history, t]);
  const last = runs.findLast(({ yes }) => yes !== null);
  const sum = (of: (run: (typeof runs)[number]) => number) =>
    runs.reduce((total, run) => total + of(run), 0);
  const answers = sum(({ yes }) => yes?.count ?? 0);
  const tokens = sum((run) => run.tokens);
  const told = (score: JudgeScore, unit: string) => withError(score, unit, words);
  const count = (of: number) => value(of, "1");
  return (
    <section>
      <p>
        <strong>{asked?.question ?? t("model/judge-past")}</strong>
      </p>
      <p>{t("model/judge-by", { judge, prompt })}</p>
      {input !== null && <LazyChart title={t("model/judge-yes")} input={input} height={110} />}
      <table className={className}>
        <tbody>
          <tr>
            <th scope="row">{t("model/judge-last")}</th>
            <td>
              {last?.yes
                ? t("model/judge-last-of", {
                    share: told(last.yes, "ratio"),
                    answers: count(last.yes.count),
                    time: clock(last.time, serverNow()),
                  })
                : "–"}
            </td>
          </tr>
          <tr>
            <th scope="row">{t("model/judge-sampled")}</th>
            <td>
              {t("model/judge-sampled-of", {
                answers: count(answers),
                runs: count(runs.length),
                failures: count(sum(({ failures }) => failures)),
              })}
            </td>
          </tr>
          {asked !== null && (
            <tr>
              <th scope="row">{t("model/judge-budget")}</th>
              <td>
                {t("model/judge-budget-of", {
                  used: count(callsToday),
                  budget: count(asked.callsPerDay),
                })}
              </td>
            </tr>
          )}
          {tokens > 0 && (
            <tr>
              <th scope="row">{t("model/judge-tokens")}</th>
              <td>{count(tokens)}</td>
            </tr>
          )}
          <tr>
            <th scope="row">{t("model/judge-agreement")}</th>
            <td>
              {agreement === null
                ? "–"
                : t("model/judge-agreement-of", {
                    share: told(agreement, "ratio"),
                    answers: count(agreement.count),
                    kappa: kappa === null ? "–" : told(kappa, "1"),
                  })}
            </td>
          </tr>
        </tbody>
      </table>
      <p>{t(`model/judge-${trust(history)}`, { people: asked?.people ?? "", least: peopleMin })}</p>
    </section>
  );
}

/** Whether people bear a judge out. */
function trust({ agreement, kappa }: JudgeHistory): "unchecked" | "few" | "believed" | "doubted" {
  if (agreement === null) return "unchecked";
  if (agreement.count < peopleMin || kappa === null) return "few";
  return kappa.value >= kappaMin ? "believed" : "doubted";
}

/** Share of yes by run with its 95 % interval; null before two runs. */
function chartOf({ runs }: JudgeHistory, label: string): ChartInput | null {
  const scored = runs.flatMap(({ time, yes }) => (yes === null ? [] : [{ time, ...yes }]));
  if (scored.length < 2) return null;
  const limit = (side: number) =>
    scored.map(({ value, standardError }) =>
      standardError === null
        ? null
        : Math.min(1, Math.max(0, value + side * interval * standardError)),
    );
  return {
    times: scored.map(({ time }) => time),
    lines: [{ label, values: scored.map(({ value }) => value) }],
    band: { low: limit(-1), high: limit(1) },
    shaded: [],
    markers: [],
    unit: "ratio",
  };
}
