import type { ReactNode } from "react";
import type { AnswerScores, OutputScores } from "../../model/output-scores.ts";
import { serverNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import { capital } from "./monitor-label.ts";
import { Panel } from "./panel.tsx";
import { withError } from "./with-error.ts";
import classes from "./output-scores.module.css";

type Score = OutputScores["scores"][number];

/** Versions beside each other; more cannot be read. */
const versionsMax = 3;

/** How outputs fared in the newest window with labels, by version. */
export function OutputScoresPanel({
  scores,
  className,
}: {
  readonly scores: OutputScores | null;
  readonly className?: string | undefined;
}): ReactNode {
  const { t, value, clock } = useWords();
  if (scores === null) return null;
  const { window, predictions, labelled, rows } = scores;
  return (
    <Panel title={t("model/output-scores")}>
      <ScoreTable scores={scores.scores} className={className} />
      <p>
        {t("model/output-scores-why", {
          rows: value(rows, "1"),
          labelled: value(labelled, "1"),
          predictions: value(predictions, "1"),
          from: clock(window.start, serverNow()),
          to: clock(window.end, serverNow()),
        })}
      </p>
    </Panel>
  );
}

/** What a sample of a language model's answers looks like, by version. */
export function AnswerScoresPanel({
  scores,
  className,
}: {
  readonly scores: AnswerScores | null;
  readonly className?: string | undefined;
}): ReactNode {
  const { t, clock } = useWords();
  if (scores === null) return null;
  const { window, calls } = scores;
  return (
    <Panel title={t("model/answer-scores")}>
      <ScoreTable scores={scores.scores} className={className} />
      <p>
        {t("model/answer-scores-why", {
          count: calls,
          from: clock(window.start, serverNow()),
          to: clock(window.end, serverNow()),
        })}
      </p>
    </Panel>
  );
}

/** Scores with their errors, of all versions and of each. */
function ScoreTable({
  scores,
  className,
}: {
  readonly scores: readonly Score[];
  readonly className?: string | undefined;
}): ReactNode {
  const words = useWords();
  const { t, name, value } = words;
  const versions = [...new Set(scores.map(({ version }) => version))]
    .filter((version) => version !== "")
    .slice(0, versionsMax);
  const whole = ({ value: told, standardError, unit }: Score) =>
    told === null ? "–" : withError({ value: told, standardError }, unit, words);
  const short = (score: Score | undefined) =>
    score === undefined ? "–" : value(score.value, score.unit);
  const lines = scores.filter(({ version, value: of }) => version === "" && of !== null);
  const ofVersion = (line: Score, version: string) =>
    scores.find(
      (one) => one.measure === line.measure && one.part === line.part && one.version === version,
    );
  return (
    <table className={className}>
      <thead>
        <tr>
          <th scope="col">{t("column/score")}</th>
          <th scope="col">{t("column/all-versions")}</th>
          {versions.length > 1 &&
            versions.map((version) => (
              <th scope="col" key={version}>
                {version}
              </th>
            ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={`${line.measure} ${line.part}`}>
            <th scope="row">
              {capital(name("measure", line.measure))}
              {line.part !== "" && ` ${line.part}`}
            </th>
            <td>
              <span className={classes["value"]}>{whole(line)}</span>
            </td>
            {versions.length > 1 &&
              versions.map((version) => (
                <td key={version}>
                  <span className={classes["value"]}>{short(ofVersion(line, version))}</span>
                </td>
              ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
