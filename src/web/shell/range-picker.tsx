import { useState } from "react";
import type { ReactNode } from "react";
import type { Window } from "../../model/time.ts";
import { Button } from "../panel/button.tsx";
import { zoneChoice } from "../state/choices.ts";
import { serverNow, useNow } from "../state/clock.ts";
import {
  defaultRange,
  formatTimeRange,
  parseTimeRange,
  rangePresets,
  windowOf,
} from "../state/time-range.ts";
import type { TimeRange } from "../state/time-range.ts";
import { useUrlParameter } from "../state/url-state.ts";
import { useWords } from "../state/words.tsx";
import classes from "./range-picker.module.css";

/** The range of this page from its URL, its window now, and whether that window moves with time. */
export function useTimeRange(): {
  readonly range: TimeRange;
  readonly window: Window;
  readonly live: boolean;
} {
  const [text] = useUrlParameter("range");
  const now = useNow();
  const range =
    (text === null ? null : parseTimeRange(text, { now, zoneOffsetMs: zoneOffset() })) ??
    defaultRange;
  return { range, window: windowOf(range, now), live: range.kind === "last" };
}

/** Chooses the time range: presets, or a text such as "45m", "14:00-14:30" or "yesterday". */
export function RangePicker(): ReactNode {
  const { t, moment } = useWords();
  const [text, setText] = useUrlParameter("range");
  const { range, window } = useTimeRange();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const current = text ?? formatTimeRange(defaultRange);

  return (
    <div className={classes["picker"]}>
      <div className={classes["presets"]} role="group" aria-label={t("range/label")}>
        {rangePresets.map((preset) => (
          <button
            key={preset}
            type="button"
            aria-pressed={preset === current}
            onClick={() => setText(preset)}
          >
            {preset}
          </button>
        ))}
      </div>
      <form
        className={classes["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          const parsed = parseTimeRange(typed, { now: serverNow(), zoneOffsetMs: zoneOffset() });
          setWrong(parsed === null);
          if (parsed !== null) setText(formatTimeRange(parsed));
        }}
      >
        <input
          type="text"
          value={typed}
          aria-label={t("range/typed")}
          aria-invalid={wrong}
          placeholder={
            range.kind === "fixed"
              ? `${moment(window.start)} – ${moment(window.end)}`
              : t("range/placeholder")
          }
          onChange={(event) => {
            setTyped(event.target.value);
            setWrong(false);
          }}
        />
        <Button type="submit">{t("range/go")}</Button>
        {wrong && (
          <span role="alert" className={classes["wrong"]}>
            {t("range/wrong")}
          </span>
        )}
      </form>
    </div>
  );
}

/** The reader's zone minus UTC in milliseconds. */
function zoneOffset(): number {
  return zoneChoice.get() === "utc" ? 0 : -new Date().getTimezoneOffset() * 60_000;
}
