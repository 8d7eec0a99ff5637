import type { ReactNode } from "react";
import { liveFeed, useLive } from "../data/live.ts";
import { useWords } from "../state/words.tsx";
import classes from "./shell.module.css";

/** Whether the page follows the server; a click pauses and resumes. */
export function LiveBadge(): ReactNode {
  const { t } = useWords();
  const { state, waiting } = useLive();
  const paused = state === "paused";
  return (
    <button
      type="button"
      className={classes["live"]}
      data-state={state}
      title={t(paused ? "live/resume" : "live/pause")}
      onClick={() => liveFeed.pause(!paused)}
    >
      <span aria-live="polite">
        {t(`live/${state}`)}
        {(state === "paused" || state === "held") && waiting > 0 && (
          <> · {t("live/waiting", { count: waiting })}</>
        )}
      </span>
    </button>
  );
}
