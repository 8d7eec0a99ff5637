import { useState } from "react";
import type { ReactNode } from "react";
import type { Differences as Found } from "../../api/contract.ts";
import type { Choice } from "../chart/stretch-of.ts";
import { useDifferences } from "../data/queries.ts";
import { serverNow } from "../state/clock.ts";
import { useSettled } from "../state/settled.ts";
import { useWords } from "../state/words.tsx";
import { Button } from "./button.tsx";
import classes from "./differences.module.css";
import { Answer, Nothing } from "./panel.tsx";
import { Segments } from "./segments.tsx";
import type { RowSubject } from "./subject.ts";

/** Rows the server reads of each side at most. */
const rowsMax = 10_000;

/** Keys choose a stretch point by point: so long it has to stay the same before it is asked about. */
const settleMs = 400;

/** What sets the rows of a chosen stretch apart from the rest of the chart. */
export function Differences({
  choice,
  subjects,
  onClear,
}: {
  readonly choice: Choice;
  readonly subjects: readonly RowSubject[];
  readonly onClear: () => void;
}): ReactNode {
  const { t, clock } = useWords();
  const [named, setNamed] = useState(keyOf(subjects[0]));
  const subject = subjects.find((one) => keyOf(one) === named) ?? subjects[0];
  const settled = useSettled(choice, settleMs);
  const query = useDifferences(subject ?? { of: "predictions", subject: "" }, settled);
  const now = serverNow();
  const title = t("differences/title", {
    from: clock(choice.chosen.start, now),
    to: clock(choice.chosen.end, now),
  });
  return (
    <section className={classes["differences"]} aria-label={title}>
      <header className={classes["head"]}>
        <h3 aria-live="polite">{title}</h3>
        <Button kind="quiet" onClick={onClear}>
          {t("differences/clear")}
        </Button>
      </header>
      {subjects.length > 1 && (
        <Segments
          label={t("differences/of")}
          value={keyOf(subject)}
          options={subjects.map((one) => ({
            value: keyOf(one),
            text: t(`differences/${one.of}`, { subject: one.subject }),
          }))}
          onChange={setNamed}
        />
      )}
      <Answer query={query} lines={3}>
        {(found) => <Rows found={found} />}
      </Answer>
    </section>
  );
}

function keyOf(subject: RowSubject | undefined): string {
  return subject === undefined ? "" : `${subject.of}/${subject.subject}`;
}

function Rows({ found }: { readonly found: Found }): ReactNode {
  const { t, value } = useWords();
  const { chosen, rest, differences } = found;
  if (chosen === 0) return <Nothing title={t("differences/no-rows")} />;
  if (rest === 0) return <Nothing title={t("differences/no-rest")} />;
  const counts = t("differences/counts", { chosen: value(chosen, "1"), rest: value(rest, "1") });
  return (
    <>
      {differences.length === 0 ? (
        <Nothing title={t("differences/none")}>{counts}</Nothing>
      ) : (
        <table className={classes["table"]}>
          <thead>
            <tr>
              <th scope="col">{t("differences/where")}</th>
              <th scope="col">{t("differences/chosen")}</th>
              <th scope="col">{t("differences/rest")}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ where, chosenShare, restShare, z }) => (
              <tr key={`${where} ${z}`}>
                <th scope="row">{where}</th>
                <td>
                  <ShareCell share={chosenShare} tone="chosen" />
                </td>
                <td>
                  <ShareCell share={restShare} tone="rest" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className={classes["note"]}>
        {differences.length > 0 && counts}{" "}
        {(chosen >= rowsMax || rest >= rowsMax) && t("differences/newest", { count: rowsMax })}
      </p>
    </>
  );
}

/** A share as a number over its bar. */
function ShareCell({
  share,
  tone,
}: {
  readonly share: number;
  readonly tone: "chosen" | "rest";
}): ReactNode {
  const { value } = useWords();
  return (
    <span className={classes["share"]} data-tone={tone}>
      {value(share, "ratio")}
      <i style={{ width: `${Math.round(100 * Math.min(1, share))}%` }} aria-hidden="true" />
    </span>
  );
}
