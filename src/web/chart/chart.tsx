import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Window } from "../../model/time.ts";
import { themeChoice } from "../state/choices.ts";
import { useStored } from "../state/stored.ts";
import { useWords } from "../state/words.tsx";
import type { ChartInput } from "./chart-input.ts";
import classes from "./chart.module.css";
import { drawPlot, placeCursor, showSelection } from "./plot.ts";
import { stretchOf } from "./stretch-of.ts";

const darkScheme = matchMedia("(prefers-color-scheme: dark)");

/**
 * A chart: lines, the expected band, where a monitor was firing, and markers. Arrow keys walk the points and speak
 * them; the same numbers can be read as a table. With `onSelect` a stretch of time can be chosen, by dragging or by
 * Shift and the arrow keys.
 */
export function Chart({
  title,
  input,
  height = 150,
  syncKey = "page",
  aside,
  selection = null,
  onSelect,
}: {
  readonly title: ReactNode;
  readonly input: ChartInput;
  readonly height?: number;
  /** Charts of one key share their cursor. */
  readonly syncKey?: string;
  readonly aside?: ReactNode;
  /** The chosen stretch. */
  readonly selection?: Window | null;
  readonly onSelect?: ((window: Window | null) => void) | undefined;
}): ReactNode {
  const words = useWords();
  const theme = useStored(themeChoice);
  const dark = useSyncExternalStore(subscribeScheme, () => darkScheme.matches);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [index, setIndex] = useState<number | null>(null);
  // Where a choice by the keyboard began.
  const anchor = useRef<number | null>(null);
  const onCursor = useEffectEvent((next: number | null) => setIndex(next));
  const choosable = onSelect !== undefined;
  const onChosen = useEffectEvent((window: Window) => onSelect?.(window));
  const showChosen = useEffectEvent((drawn: uPlot) => showSelection(drawn, selection));

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    // Colours are read from the page when a chart is drawn, so it is drawn anew in new ones.
    element.dataset["scheme"] = `${theme} ${dark ? "dark" : "light"}`;
    const onDragged = choosable ? (window: Window) => onChosen(window) : undefined;
    const drawn = drawPlot(element, input, {
      words,
      height,
      syncKey,
      onCursor,
      onSelect: onDragged,
    });
    plot.current = drawn;
    showChosen(drawn);
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== drawn.width && element.clientWidth > 0) {
        drawn.setSize({ width: element.clientWidth, height });
        showChosen(drawn);
      }
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
      element.replaceChildren();
      plot.current = null;
    };
  }, [input, words, height, syncKey, theme, dark, choosable]);

  useEffect(() => {
    if (plot.current !== null) showSelection(plot.current, selection);
  }, [selection]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && selection !== null) {
      event.preventDefault();
      anchor.current = null;
      onSelect?.(null);
      return;
    }
    const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    const last = input.times.length - 1;
    const from = index ?? last;
    const next = event.key === "Home" ? 0 : event.key === "End" ? last : from + (move ?? 0);
    if (next === from && move === undefined && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    const place = Math.min(last, Math.max(0, next));
    if (plot.current !== null) placeCursor(plot.current, place);
    if (!event.shiftKey) anchor.current = null;
    else if (choosable) {
      anchor.current ??= from;
      onSelect?.(stretchOf(input.times, anchor.current, place));
    }
  };

  // The plot drops what is marked on a click with a trembling hand and on a double click, and tells nobody.
  const onRelease = (): void => {
    if (selection !== null && plot.current?.select.width === 0) onSelect?.(null);
  };

  const shown = index ?? input.times.length - 1;
  return (
    <figure className={classes["figure"]}>
      <figcaption className={classes["caption"]}>
        <span className={classes["title"]}>{title}</span>
        <span className={classes["reading"]} aria-live={index === null ? "off" : "polite"}>
          <Reading input={input} index={shown} timed={index !== null} />
        </span>
        {aside}
      </figcaption>
      <div
        ref={box}
        className={classes["plot"]}
        style={{ height }}
        role="img"
        aria-label={words.t(choosable ? "chart/keys-choose" : "chart/keys")}
        {...(choosable ? { "data-hold": "" } : {})}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerUp={onRelease}
        onDoubleClick={onRelease}
      />
      {input.lines.length > 1 && <Legend input={input} />}
      <PointTable input={input} />
    </figure>
  );
}

/** The values of one point in words, e.g. "14:02:10 91 % expected 95–99 %". */
function Reading({
  input,
  index,
  timed,
}: {
  readonly input: ChartInput;
  readonly index: number;
  /** Whether to say when; the newest point needs no time. */
  readonly timed: boolean;
}): ReactNode {
  const words = useWords();
  const time = input.times[index];
  if (time === undefined) return null;
  const { low, high } = input.limitsAt?.(index) ?? { low: null, high: null };
  return (
    <>
      {timed && <time>{words.clock(time)}</time>}
      {input.lines.length === 1 && <b>{words.value(input.lines[0]?.values[index], input.unit)}</b>}
      {(low !== null || high !== null) && (
        <span>
          {words.t("chart/expected", {
            limits: words.limits(low, high, input.unit),
          })}
        </span>
      )}
    </>
  );
}

function Legend({ input }: { readonly input: ChartInput }): ReactNode {
  return (
    <ul className={classes["legend"]}>
      {input.lines.map((line, place) => (
        <li key={line.label} data-place={place % 6}>
          {line.label}
        </li>
      ))}
    </ul>
  );
}

/** The newest points as a table, for those who cannot see the chart; at most 120 rows. */
function PointTable({ input }: { readonly input: ChartInput }): ReactNode {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const first = Math.max(0, input.times.length - 120);
  return (
    <details className={classes["table"]} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.t("chart/as-table")}</summary>
      {open && (
        <div
          className={classes["tableBox"]}
          tabIndex={0}
          role="group"
          aria-label={words.t("chart/as-table")}
        >
          <table>
            <thead>
              <tr>
                <th scope="col">{words.t("column/time")}</th>
                {input.lines.map((line) => (
                  <th scope="col" key={line.label}>
                    {line.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {input.times.slice(first).map((time, offset) => (
                <tr key={time}>
                  <td>{words.moment(time)}</td>
                  {input.lines.map((line) => (
                    <td key={line.label}>{words.value(line.values[first + offset], input.unit)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

function subscribeScheme(listener: () => void): () => void {
  darkScheme.addEventListener("change", listener);
  return () => darkScheme.removeEventListener("change", listener);
}
