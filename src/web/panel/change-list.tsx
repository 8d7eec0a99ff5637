import type { ReactNode } from "react";
import type { ChangeRow } from "../../model/signals.ts";
import type { TimeMs } from "../../model/time.ts";
import { useWords } from "../state/words.tsx";
import classes from "./change-list.module.css";

/** Changes, newest first: when, what kind, of what. */
export function ChangeList({
  changes,
  now,
}: {
  readonly changes: readonly ChangeRow[];
  readonly now: TimeMs;
}): ReactNode {
  const { clock, name } = useWords();
  return (
    <ol className={classes["list"]}>
      {[...changes]
        .sort((a, b) => b.time - a.time)
        .map((change) => (
          <li key={change.id}>
            <time>{clock(change.time, now)}</time>
            <span>
              {/^https?:\/\//.test(change.url) ? (
                <a href={change.url} rel="noreferrer">
                  {change.title}
                </a>
              ) : (
                change.title
              )}
              <span className={classes["below"]}>
                {name("web/change", change.kind)}
                {" · "}
                {change.model === "" ? change.component : change.model}
                {change.from !== "" && change.to !== "" && (
                  <>
                    {" · "}
                    {change.from} → {change.to}
                  </>
                )}
              </span>
            </span>
          </li>
        ))}
    </ol>
  );
}
