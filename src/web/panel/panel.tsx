import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { failureOf } from "../data/queries.ts";
import type { Failure } from "../data/queries.ts";
import { renderError } from "../../model/words/render.ts";
import { useWords } from "../state/words.tsx";
import classes from "./panel.module.css";
import { StateMark } from "./state-mark.tsx";

/** A titled part of a page. `aside` stands at the right end of the title line. */
export function Panel({
  title,
  aside,
  children,
  flush = false,
  tone,
  id,
  hold = false,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Rows reach to the edge; they bring their own padding. */
  readonly flush?: boolean;
  readonly tone?: "bad" | "ok" | undefined;
  readonly id?: string;
  /** Live updates wait while the pointer is on it. */
  readonly hold?: boolean;
}): ReactNode {
  return (
    <section
      className={classes["panel"]}
      data-tone={tone}
      aria-label={title}
      {...(id === undefined ? {} : { id })}
      {...(hold ? { "data-hold": "" } : {})}
    >
      <header className={classes["panelHead"]}>
        <h2>{title}</h2>
        {aside !== undefined && <div className={classes["panelAside"]}>{aside}</div>}
      </header>
      <div className={flush ? classes["panelFlush"] : classes["panelBody"]}>{children}</div>
    </section>
  );
}

/** What a panel needs to know of a request; every TanStack query has it. */
interface Asked<Value> {
  readonly data: Value | undefined;
  readonly error: unknown;
  refetch(): unknown;
}

/**
 * Draws an answer, or what there is instead of it: grey lines while it is awaited (only after 150 ms, so that quick
 * answers do not flicker) or the error with its fix. An old answer stays when a newer request fails, marked as such.
 */
export function Answer<Value>({
  query,
  lines = 4,
  children,
}: {
  readonly query: Asked<Value>;
  readonly lines?: number;
  readonly children: (value: Value) => ReactNode;
}): ReactNode {
  const { t } = useWords();
  if (query.data === undefined) {
    return query.error === null ? (
      <Waiting lines={lines} />
    ) : (
      <FailureNote failure={failureOf(query.error)} onRetry={() => void query.refetch()} />
    );
  }
  return (
    <>
      {query.error !== null && <p className={classes["staleNote"]}>{t("state/stale-answer")}</p>}
      {children(query.data)}
    </>
  );
}

/** Grey lines in place of what is being asked for, drawn after 150 ms. */
export function Waiting({ lines }: { readonly lines: number }): ReactNode {
  const { t } = useWords();
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 150);
    return () => clearTimeout(timer);
  }, []);
  if (!visible) return null;
  return (
    <div className={classes["waiting"]} role="status">
      <span className="visually-hidden">{t("state/loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} style={{ width: `${[92, 76, 84, 60][line % 4] ?? 80}%` }} />
      ))}
    </div>
  );
}

/** An error: what happened, what to do, and the way to try again. */
export function FailureNote({
  failure,
  onRetry,
}: {
  readonly failure: Failure;
  readonly onRetry?: () => void;
}): ReactNode {
  const { t, lang } = useWords();
  const unreachable = failure.code === "no-answer";
  const { what, fix } = renderError(failure, { lang });
  return (
    <div className={classes["failure"]} role="alert">
      <StateMark state="failing" />
      <div>
        <p className={classes["failureTitle"]}>{unreachable ? t("state/unreachable") : what}</p>
        <p className={classes["muted"]}>
          {unreachable ? t("state/unreachable-fix") : fix}{" "}
          <code>{unreachable ? failure.message : failure.code}</code>
        </p>
      </div>
      {onRetry !== undefined && (
        <button type="button" className={classes["button"]} onClick={onRetry}>
          {t("action/retry")}
        </button>
      )}
    </div>
  );
}

/** Why there is nothing here, and what to do about it. */
export function Nothing({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className={classes["nothing"]}>
      <StateMark state="no-data" size={16} />
      <div>
        <p className={classes["nothingTitle"]}>{title}</p>
        {children !== undefined && <div className={classes["muted"]}>{children}</div>}
      </div>
    </div>
  );
}
