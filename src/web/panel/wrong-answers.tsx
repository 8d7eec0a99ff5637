import type { ReactNode } from "react";
import type { Inspection, WrongExample } from "../../model/inspection.ts";
import type { OutlyingRow } from "../../model/row-report.ts";
import { failureOf, useIncidentInspection, useModelInspection } from "../data/queries.ts";
import { useTimeRange } from "../shell/range-picker.tsx";
import { useWords } from "../state/words.tsx";
import { FailureNote, Panel } from "./panel.tsx";
import classes from "./wrong-answers.module.css";

/** Wrong answers of the model of an incident since its onset. */
export function IncidentWrongAnswers({ id }: { readonly id: string }): ReactNode {
  const query = useIncidentInspection(id);
  return <WrongAnswers found={query.data} error={query.error} />;
}

/** Wrong answers of a model within the range of the page. */
export function ModelWrongAnswers({ model }: { readonly model: string }): ReactNode {
  const { window, live } = useTimeRange();
  const query = useModelInspection(model, window, live);
  return <WrongAnswers found={query.data} error={query.error} />;
}

/**
 * Where wrong answers lie together, in words; which classes are taken for each other; the surest wrong answers with the
 * features that speak for them. Nothing where no answer is known to be wrong.
 */
function WrongAnswers({
  found,
  error,
}: {
  readonly found: Inspection | undefined;
  readonly error: unknown;
}): ReactNode {
  const { t, value } = useWords();
  if (found === undefined) {
    return error === null ? null : (
      <Panel title={t("wrong/title")}>
        <FailureNote failure={failureOf(error)} />
      </Panel>
    );
  }
  if (found.wrongSince === 0) return <OutlyingRows rows={found.outlying} />;
  const counts = { wrong: value(found.wrongSince, "1"), count: value(found.judgedSince, "1") };
  return (
    <>
      <Panel title={t("wrong/title")} aside={t("wrong/counts", counts)}>
        {found.errorLimit !== null && (
          <p className={classes["note"]}>
            {t("wrong/limit", { limit: value(found.errorLimit, "1") })}
          </p>
        )}
        <Clusters found={found} />
        {found.confusions.length > 0 && <Pairs found={found} />}
        {found.examples.length > 0 && <Examples examples={found.examples} />}
      </Panel>
      <OutlyingRows rows={found.outlying} />
    </>
  );
}

function Clusters({ found }: { readonly found: Inspection }): ReactNode {
  const { t, value } = useWords();
  const { clusters, scattered, wrongSince, judgedSince } = found;
  const right = Math.max(1, judgedSince - wrongSince);
  if (clusters.length === 0) return <p>{t("wrong/nowhere")}</p>;
  return (
    <ul className={classes["clusters"]}>
      {clusters.map(({ where, wrong, right: beside, confusion }) => {
        const params = {
          count: value(wrongSince, "1"),
          wrong: value(wrong, "1"),
          where,
          share: value(beside / right, "ratio"),
        };
        return (
          <li key={`${where} ${wrong} ${beside}`}>
            {confusion === null
              ? t("wrong/cluster", params)
              : t("wrong/cluster-as", { ...params, ...confusion })}
          </li>
        );
      })}
      {scattered > 0 && <li>{t("wrong/scattered", { count: value(scattered, "1") })}</li>}
    </ul>
  );
}

const pairsMax = 5;

function Pairs({ found }: { readonly found: Inspection }): ReactNode {
  const { t, value } = useWords();
  return (
    <table className={classes["pairs"]}>
      <caption>{t("wrong/pairs")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("wrong/label")}</th>
          <th scope="col">{t("wrong/answer")}</th>
          <th scope="col">{t("wrong/before")}</th>
          <th scope="col">{t("wrong/since")}</th>
          <th scope="col">{t("column/rows")}</th>
        </tr>
      </thead>
      <tbody>
        {found.confusions.slice(0, pairsMax).map((pair) => (
          <tr key={`${pair.label} ${pair.output}`}>
            <th scope="row">{pair.label}</th>
            <td>{pair.output}</td>
            <td>{value(pair.shareBefore, "ratio")}</td>
            <td>{value(pair.share, "ratio")}</td>
            <td>{value(pair.count, "1")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Examples({ examples }: { readonly examples: readonly WrongExample[] }): ReactNode {
  const { t } = useWords();
  return (
    <details className={classes["examples"]}>
      <summary>{t("wrong/examples")}</summary>
      <ol>
        {examples.map((example) => (
          <Example key={example.id} example={example} />
        ))}
      </ol>
    </details>
  );
}

/** Features named of one answer: those that speak most for it being wrong. */
const featuresMax = 4;

function Example({ example }: { readonly example: WrongExample }): ReactNode {
  const { t, value, clock } = useWords();
  const { id, time, label, output, confidence, features, contributions } = example;
  const told = contributions
    .filter(({ amount }) => amount > 0.005)
    .slice(0, featuresMax)
    .map(({ feature }) => `${feature} = ${featureText(features[feature], value)}`);
  return (
    <li>
      <time>{clock(time)}</time>{" "}
      {confidence === null
        ? t("wrong/said", { output, label })
        : t("wrong/sure", { output, label, share: value(confidence, "ratio") })}
      {told.length > 0 && <> · {t("wrong/because", { features: told.join(", ") })}</>}{" "}
      <code>{id}</code>
    </li>
  );
}

/** Predictions whose inputs are unlike the reference, each with what makes it so; nothing where there is none. */
function OutlyingRows({ rows }: { readonly rows: readonly OutlyingRow[] }): ReactNode {
  const { t, value, clock } = useWords();
  if (rows.length === 0) return null;
  return (
    <Panel title={t("outlying/title")}>
      <p className={classes["note"]}>{t("outlying/why")}</p>
      <ol>
        {rows.map(({ id, time, output, reasons }) => (
          <li key={id}>
            <time>{clock(time)}</time> {output}
            {reasons.slice(0, featuresMax).map(({ feature, value: own, usual }) => (
              <span key={feature}>
                {" · "}
                {t("outlying/reason", {
                  feature,
                  value: featureText(own, value),
                  usual: featureText(usual, value),
                })}
              </span>
            ))}{" "}
            <code>{id}</code>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

const textMax = 60;

function featureText(
  feature: number | string | null | undefined,
  value: (number: number, unit: string) => string,
): string {
  if (typeof feature === "number") return value(feature, "1");
  const text = feature ?? "–";
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text;
}
