import type { ReactNode } from "react";
import classes from "./panel.module.css";

/** States a mark can show; each has its own shape, so that colour is never the only sign. */
export type MarkState =
  | "ok"
  | "failing"
  | "cause"
  | "affected"
  | "learning"
  | "no-data"
  | "unknown"
  | "info"
  | "running";

/** The shape of a state, drawn around (0, 0) within a box of 12 by 12. */
export function markShape(state: MarkState): ReactNode {
  switch (state) {
    case "ok":
      return (
        <g>
          <circle r="5" fill="var(--ok)" />
          <path
            d="M-2.4 0.2-0.7 1.9 2.5-1.7"
            fill="none"
            stroke="var(--surface)"
            strokeWidth="1.5"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </g>
      );
    case "failing":
      return <rect x="-4.5" y="-4.5" width="9" height="9" rx="1.5" fill="var(--bad-mark)" />;
    case "cause":
      return (
        <path
          d="M0 -5.2 5.4 4.4H-5.4Z"
          fill="var(--warn-mark)"
          stroke="var(--warn-mark)"
          strokeLinejoin="round"
        />
      );
    case "affected":
      return <path d="M0 -5.6 5.6 0 0 5.6 -5.6 0Z" fill="var(--warn-mark)" />;
    case "info":
      return <path d="M0 -5.2 5.2 0 0 5.2 -5.2 0Z" fill="var(--data)" />;
    case "learning":
      return (
        <g>
          <circle r="4.4" fill="none" stroke="var(--data)" strokeWidth="1.6" />
          <path d="M0 -4.4A4.4 4.4 0 0 1 0 4.4Z" fill="var(--data)" />
        </g>
      );
    case "running":
      return (
        <g>
          <circle r="4.4" fill="none" stroke="var(--data)" strokeWidth="1.6" />
          <circle r="2" fill="var(--data)" />
        </g>
      );
    case "no-data":
      return (
        <circle
          r="4.4"
          fill="none"
          stroke="var(--faint)"
          strokeWidth="1.4"
          strokeDasharray="2.4 2.2"
        />
      );
    case "unknown":
      return <circle r="4.4" fill="none" stroke="var(--faint)" strokeWidth="1.6" />;
    default: {
      const never: never = state;
      return never;
    }
  }
}

/** A state as a shape; `word` is read aloud, and shown too unless the word already stands beside it. */
export function StateMark({
  state,
  word,
  size = 12,
}: {
  readonly state: MarkState;
  readonly word?: string;
  readonly size?: number;
}): ReactNode {
  return (
    <svg
      className={classes["mark"]}
      width={size}
      height={size}
      viewBox="-6 -6 12 12"
      {...(word === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": word })}
    >
      {markShape(state)}
    </svg>
  );
}
