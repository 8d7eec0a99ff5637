import { useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Cause, Evidence } from "../../model/diagnosis.ts";
import type { Incident } from "../../model/incident.ts";
import { failureOf, useIncidentDeed } from "../data/queries.ts";
import { Button } from "../panel/button.tsx";
import { FailureNote, Nothing, Panel } from "../panel/panel.tsx";
import { StateMark } from "../panel/state-mark.tsx";
import { useNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import classes from "./cause.module.css";
import { evidenceHref } from "./evidence-href.ts";

/** Causes open at first; the rest is one click away. */
const openMax = 3;

/** Why: causes with what speaks for and against them; the shares and "something else" add up to 100 %. */
export function CausePanel({ incident }: { readonly incident: Incident }): ReactNode {
  const { t, duration } = useWords();
  const now = useNow();
  const { diagnosis } = incident;
  if (diagnosis === null) {
    return (
      <Panel title={t("why/title")}>
        <Nothing
          title={t(incident.phase === "resolved" ? "why/never" : "why/looking", {
            time: duration(now - incident.openedAt),
          })}
        >
          {t("why/looking-at")}
        </Nothing>
      </Panel>
    );
  }
  const causes = diagnosis.causes.filter((cause) => cause.kind !== "unknown");
  const unknown =
    diagnosis.somethingElse +
    diagnosis.causes
      .filter((cause) => cause.kind === "unknown")
      .reduce((sum, cause) => sum + cause.confidence, 0);
  return (
    <Panel title={t("why/title")} aside={t("why/shares")}>
      <ShareBar
        shares={[...causes.map((cause) => cause.confidence), unknown]}
        label={t("why/shares")}
      />
      {causes.length === 0 && <Nothing title={t("why/unknown")}>{t("why/unknown-why")}</Nothing>}
      <ol className={classes["causes"]}>
        {causes.map((cause, place) => (
          <CauseItem
            key={cause.id}
            cause={cause}
            place={place}
            incident={incident}
            open={place === 0 || (place < openMax && cause.confidence >= 0.2)}
          />
        ))}
        <li className={classes["else"]}>
          <span>
            <StateMark state="unknown" /> {t("why/else")}
          </span>
          <Share value={unknown} />
        </li>
      </ol>
      {diagnosis.similar && <Similar incidents={diagnosis.similar} />}
      {diagnosis.ruledOut.length > 0 && (
        <details className={classes["ruledOut"]}>
          <summary>{t("why/ruled-out", { count: diagnosis.ruledOut.length })}</summary>
          <RuledOut messages={diagnosis.ruledOut} />
        </details>
      )}
    </Panel>
  );
}

function CauseItem({
  cause,
  place,
  incident,
  open,
}: {
  readonly cause: Cause;
  readonly place: number;
  readonly incident: Incident;
  readonly open: boolean;
}): ReactNode {
  const { t, sentence, name } = useWords();
  return (
    <li className={classes["cause"]}>
      <details open={open}>
        <summary>
          <span className={classes["rank"]} data-place={Math.min(place, 3)}>
            {place + 1}
          </span>
          <span className={classes["statement"]}>
            {sentence(cause.statement)}
            <span className={classes["kind"]}>
              {[
                ...new Set([
                  name("web/cause", cause.kind),
                  name("web/component", cause.component.kind),
                ]),
              ].join(" · ")}{" "}
              {cause.component.name}
              {cause.version !== "" && <> · {cause.version}</>}
            </span>
          </span>
          <Share value={cause.confidence} />
        </summary>
        <ul className={classes["evidence"]}>
          {[...cause.evidenceFor]
            .sort((a, b) => b.weight - a.weight)
            .map((evidence) => (
              <EvidenceItem key={evidence.id} evidence={evidence} incident={incident} side="for" />
            ))}
          {cause.evidenceAgainst.map((evidence) => (
            <EvidenceItem
              key={evidence.id}
              evidence={evidence}
              incident={incident}
              side="against"
            />
          ))}
          {cause.evidenceAgainst.length === 0 && (
            <li className={classes["none"]}>{t("why/nothing-against")}</li>
          )}
        </ul>
        <Mark cause={cause} incident={incident} />
      </details>
    </li>
  );
}

function EvidenceItem({
  evidence,
  incident,
  side,
}: {
  readonly evidence: Evidence;
  readonly incident: Incident;
  readonly side: "for" | "against";
}): ReactNode {
  const { t, sentence } = useWords();
  // Likelihood ratios of about 20 and 3: "strong" and "positive" of Kass and Raftery 1995.
  const size = Math.abs(evidence.weight);
  const strength = size >= 3 ? 3 : size >= 1.1 ? 2 : 1;
  return (
    <li data-side={side}>
      <span className={classes["sign"]}>
        <span aria-hidden="true">{side === "for" ? "+" : "−"}</span>
        <span className="visually-hidden">{t(`why/${side}`)}</span>
      </span>
      <span>
        {sentence(evidence.statement)} <Seen href={evidenceHref(evidence, incident)} />
      </span>
      <span
        className={classes["strength"]}
        role="img"
        aria-label={t(`why/strength-${strength}`)}
        title={t(`why/strength-${strength}`)}
      >
        {[1, 2, 3].map((dot) => (
          <i key={dot} data-on={dot <= strength} />
        ))}
      </span>
    </li>
  );
}

/** Leads to where a sentence's evidence is seen. */
function Seen({ href }: { readonly href: string }): ReactNode {
  const { t } = useWords();
  const text = t("why/seen");
  // The router knows pages, not places on one.
  return href.startsWith("#") ? (
    <a className={classes["seen"]} href={href}>
      {text}
    </a>
  ) : (
    <Link className={classes["seen"]} href={href}>
      {text}
    </Link>
  );
}

/** Tells Aceso whether a cause was right; the marks feed its regression set. */
function Mark({
  cause,
  incident,
}: {
  readonly cause: Cause;
  readonly incident: Incident;
}): ReactNode {
  const { t } = useWords();
  const deed = useIncidentDeed(incident.id);
  const marked = incident.events.findLast(
    (event) => event.type === "cause-marked" && event.cause === cause.id,
  );
  const [asked, setAsked] = useState(false);
  if (marked?.type === "cause-marked" && !asked) {
    return (
      <p className={classes["mark"]}>
        {t(marked.right ? "why/marked-right" : "why/marked-wrong", { by: marked.by })}
        <Button kind="quiet" onClick={() => setAsked(true)}>
          {t("action/change")}
        </Button>
      </p>
    );
  }
  const mark = (right: boolean): void => {
    deed.mutate(
      { deed: "mark-cause", body: { cause: cause.id, right } },
      { onSuccess: () => setAsked(false) },
    );
  };
  return (
    <div className={classes["mark"]}>
      {t("why/is-it-right")}
      <Button kind="quiet" disabled={deed.isPending} onClick={() => mark(true)}>
        {t("why/right")}
      </Button>
      <Button kind="quiet" disabled={deed.isPending} onClick={() => mark(false)}>
        {t("why/wrong")}
      </Button>
      {deed.error !== null && <FailureNote failure={failureOf(deed.error)} />}
    </div>
  );
}

function Share({ value }: { readonly value: number }): ReactNode {
  return <span className={classes["share"]}>{Math.round(value * 100)}%</span>;
}

/** All shares in one bar; a hundred percent is its whole width. */
function ShareBar({
  shares,
  label,
}: {
  readonly shares: readonly number[];
  readonly label: string;
}): ReactNode {
  const percents = shares.map((share) => Math.round(share * 100));
  return (
    <div className={classes["bar"]} role="img" aria-label={`${label}: ${percents.join(", ")}`}>
      {shares.map((share, place) => (
        // Shares have no name of their own but their rank.
        // oxlint-disable-next-line react/no-array-index-key
        <i
          key={place}
          data-place={place === shares.length - 1 ? "else" : Math.min(place, 3)}
          style={{ flexGrow: Math.max(share, 0.004) }}
        />
      ))}
    </div>
  );
}

function Similar({
  incidents,
}: {
  readonly incidents: NonNullable<NonNullable<Incident["diagnosis"]>["similar"]>;
}): ReactNode {
  const { t, sentence, duration } = useWords();
  const now = useNow();
  return (
    <details className={classes["ruledOut"]} open>
      <summary>{t("why/similar", { count: incidents.length })}</summary>
      <ul>
        {incidents.map(({ incident, code, openedAt, likeness, cause, fixedBy }) => (
          <li key={code}>
            <Link href={`/i/${incident}`}>{code}</Link> · {duration(now - openedAt)} ·{" "}
            {Math.round(likeness * 100)}%{cause !== null && <> · {sentence(cause)}</>}
            {fixedBy !== null && <> · {t("why/similar-fixed", { step: sentence(fixedBy) })}</>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function RuledOut({
  messages,
}: {
  readonly messages: NonNullable<Incident["diagnosis"]>["ruledOut"];
}): ReactNode {
  const { sentence } = useWords();
  return (
    <ul>
      {messages.map((message) => (
        <li key={`${message.code} ${JSON.stringify(message.params)}`}>{sentence(message)}</li>
      ))}
    </ul>
  );
}
