import { useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Incident } from "../../model/incident.ts";
import { fetchExport, failureOf, useIncidentDeed } from "../data/queries.ts";
import type { Failure } from "../data/queries.ts";
import { Button, CopyButton } from "../panel/button.tsx";
import { PageHead } from "../panel/page-head.tsx";
import { FailureNote } from "../panel/panel.tsx";
import { useNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import { headlineOf } from "./headline.ts";
import classes from "./incident.module.css";
import { incidentMark } from "./incident-row.tsx";

/** What broke in two sentences, and since when, for whom, and who has it. */
export function IncidentHeadline({ incident }: { readonly incident: Incident }): ReactNode {
  const words = useWords();
  const { t, sentence, name } = words;
  const deed = useIncidentDeed(incident.id);
  const [failure, setFailure] = useState<Failure | null>(null);
  const resolved = incident.phase === "resolved";
  const headline = headlineOf(incident.title, incident.diagnosis?.headline ?? null);

  const saveExport = (): void => {
    fetchExport(incident.id, words.lang).then(
      (markdown) => saveText(`incident-${incident.code}.md`, markdown),
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  const shownFailure = failure ?? (deed.error === null ? null : failureOf(deed.error));
  return (
    <>
      <div className={classes["tags"]}>
        <span className={classes["tag"]} data-tone={resolved ? "ok" : incident.severity}>
          {resolved
            ? name("web/resolved-reason", incident.resolvedReason ?? "recovered")
            : name("web/severity", incident.severity)}
        </span>
        <span className={classes["code"]}>{incident.code}</span>
        {incident.escalated !== null && !resolved && (
          <span className={classes["tag"]} data-tone="critical">
            {sentence(incident.escalated)}
          </span>
        )}
      </div>
      <PageHead
        tab={incident.code}
        title={sentence(headline.title)}
        state={incidentMark(incident)}
        aside={
          <>
            <CopyButton
              text={`${location.origin}/i/${incident.id}`}
              label={t("incident/copy-link")}
            />
            <Button onClick={saveExport}>{t("incident/export")}</Button>
            {!resolved && (
              <Button onClick={() => deed.mutate({ deed: "resolve", body: {} })}>
                {t("incident/close")}
              </Button>
            )}
            {!resolved && incident.acknowledgedBy === null && (
              <Button
                kind="primary"
                disabled={deed.isPending}
                onClick={() => deed.mutate({ deed: "acknowledge", body: {} })}
              >
                {t("incident/acknowledge")}
              </Button>
            )}
          </>
        }
      >
        {headline.below !== null && sentence(headline.below)}
      </PageHead>
      {shownFailure !== null && <FailureNote failure={shownFailure} />}
      <IncidentFacts incident={incident} />
    </>
  );
}

function IncidentFacts({ incident }: { readonly incident: Incident }): ReactNode {
  const { t, clock, duration } = useWords();
  const now = useNow();
  const end = incident.resolvedAt ?? now;
  const affected = (incident.diagnosis?.map.components ?? []).filter(
    (component) => component.state === "failing" || component.state === "affected",
  );
  const also = affected
    .map((component) => component.name)
    .filter((name) => !incident.models.includes(name));
  const found = incident.openedAt - incident.onset;
  return (
    <dl className={classes["facts"]}>
      <div>
        <dt>{t("incident/since")}</dt>
        <dd>
          {clock(incident.onset, now)} <span>({duration(end - incident.onset)})</span>
        </dd>
      </div>
      <div>
        <dt>{t("incident/affected")}</dt>
        <dd>
          {incident.models.map((model, place) => (
            <span key={model} className={classes["plain"]}>
              {place > 0 && ", "}
              <Link href={`/m/${encodeURIComponent(model)}`}>{model}</Link>
            </span>
          ))}
          {also.length > 0 && <span> · {[...new Set(also)].join(", ")}</span>}
          {incident.models.length === 0 && also.length === 0 && "–"}
        </dd>
      </div>
      <div>
        <dt>{t("incident/found-in")}</dt>
        <dd>{duration(found)}</dd>
      </div>
      <div>
        <dt>{t("incident/owner")}</dt>
        <dd>{incident.acknowledgedBy ?? t("incident/no-owner")}</dd>
      </div>
    </dl>
  );
}

/** Hands a text to the reader as a file. */
function saveText(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
