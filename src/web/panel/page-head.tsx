import { useEffect } from "react";
import type { ReactNode } from "react";
import classes from "./page-head.module.css";
import { StateMark } from "./state-mark.tsx";
import type { MarkState } from "./state-mark.tsx";

/** The first line of a page: the answer to its question, and beside it what can be done. */
export function PageHead({
  title,
  state,
  children,
  aside,
  tab,
}: {
  readonly title: ReactNode;
  readonly state?: MarkState;
  /** The line below the title. */
  readonly children?: ReactNode;
  readonly aside?: ReactNode;
  /** The title of the browser's tab. */
  readonly tab: string;
}): ReactNode {
  useEffect(() => {
    document.title = `${tab} · Aceso`;
  }, [tab]);
  return (
    <div className={classes["head"]}>
      <div className={classes["texts"]}>
        <h1>
          {state !== undefined && <StateMark state={state} size={18} />}
          {title}
        </h1>
        {children !== undefined && <div className={classes["below"]}>{children}</div>}
      </div>
      {aside !== undefined && <div className={classes["aside"]}>{aside}</div>}
    </div>
  );
}

/** Short facts in one line, with dots between them; absent ones are left out. */
export function Facts({ items }: { readonly items: readonly (ReactNode | null)[] }): ReactNode {
  return (
    <ul className={classes["facts"]}>
      {items.map((item, place) =>
        item === null ? null : (
          // The place of a fact in its line is what it is known by.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={place}>{item}</li>
        ),
      )}
    </ul>
  );
}
