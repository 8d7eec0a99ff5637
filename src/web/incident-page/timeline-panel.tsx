import { useState } from "react";
import type { ReactNode } from "react";
import { incidentVerdicts, type Incident } from "../../model/incident.ts";
import type { ChangeRow } from "../../model/signals.ts";
import { failureOf, useIncidentDeed } from "../data/queries.ts";
import { Button } from "../panel/button.tsx";
import { FailureNote, Panel } from "../panel/panel.tsx";
import { StateMark } from "../panel/state-mark.tsx";
import { useNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import { timelineOf } from "./timeline.ts";
import classes from "./timeline.module.css";

/** Lines shown before "earlier". */
const shownMax = 10;

/** What happened, oldest first: changes, symptoms, what Aceso and people did; and a place for words of one's own. */
export function TimelinePanel({
  incident,
  changes,
}: {
  readonly incident: Incident;
  readonly changes: readonly ChangeRow[];
}): ReactNode {
  const words = useWords();
  const { t, clock } = words;
  const now = useNow();
  const [all, setAll] = useState(false);
  const lines = timelineOf(incident, changes, words);
  const shown = all ? lines : lines.slice(-shownMax);
  return (
    <Panel title={t("timeline/title")}>
      {lines.length > shown.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {t("timeline/earlier", { count: lines.length - shown.length })}
        </Button>
      )}
      <ol className={classes["timeline"]}>
        {shown.map((line) => (
          <li key={line.id}>
            <time>{clock(line.at, now)}</time>
            <StateMark state={line.mark} />
            <span>
              {line.text}
              {line.by !== "" && <span className={classes["by"]}> {line.by}</span>}
            </span>
          </li>
        ))}
      </ol>
      <NoteForm incident={incident} />
      <VerdictForm incident={incident} />
    </Panel>
  );
}

function NoteForm({ incident }: { readonly incident: Incident }): ReactNode {
  const { t } = useWords();
  const deed = useIncidentDeed(incident.id);
  const [text, setText] = useState("");
  return (
    <form
      className={classes["note"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "") return;
        deed.mutate({ deed: "note", body: { text } }, { onSuccess: () => setText("") });
      }}
    >
      <input
        type="text"
        value={text}
        aria-label={t("timeline/note")}
        placeholder={t("timeline/note")}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" disabled={deed.isPending || text.trim() === ""}>
        {t("timeline/add")}
      </Button>
      {deed.error !== null && <FailureNote failure={failureOf(deed.error)} />}
    </form>
  );
}

/** Whether it was a fault at all; incidents to come are ranked by what people say here. */
function VerdictForm({ incident }: { readonly incident: Incident }): ReactNode {
  const { t, name } = useWords();
  const deed = useIncidentDeed(incident.id);
  const said = incident.events.findLast((event) => event.type === "judged");
  return (
    <div className={classes["note"]} role="group" aria-label={t("timeline/was-it")}>
      <span>{t("timeline/was-it")}</span>
      {incidentVerdicts.map((verdict) => {
        const isSaid = said?.type === "judged" && said.verdict === verdict;
        return (
          <Button
            key={verdict}
            kind={isSaid ? "normal" : "quiet"}
            aria-pressed={isSaid}
            disabled={deed.isPending}
            onClick={() => deed.mutate({ deed: "judge", body: { verdict } })}
          >
            {name("web/verdict", verdict)}
          </Button>
        );
      })}
      {deed.error !== null && <FailureNote failure={failureOf(deed.error)} />}
    </div>
  );
}
