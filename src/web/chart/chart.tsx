import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { themeChoice } from "../state/choices.ts";
import { useStored } from "../state/stored.ts";
import { useWords } from "../state/words.tsx";
import type { ChartInput } from "./chart-input.ts";
import classes from "./chart.module.css";
import { drawPlot, placeCursor } from "./plot.ts";

const darkScheme = matchMedia("(prefers-color-scheme: dark)");

/**
 * A chart: lines, the expected band, where a monitor was firing, and markers. Arrow keys walk the points and speak
 * them; the same numbers can be read as a table.
 */
export function Chart({
  title,
  input,
  height = 150,
  syncKey = "page",
  aside,
}: {
  readonly title: ReactNode;
  readonly input: ChartInput;
  readonly height?: number;
  /** Charts of one key share their cursor. */
  readonly syncKey?: string;
  readonly aside?: ReactNode;
}): ReactNode {
  const words = useWords();
  const theme = useStored(themeChoice);
  const dark = useSyncExternalStore(subscribeScheme, () => darkScheme.matches);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [index, setIndex] = useState<number | null>(null);
  const onCursor = useEffectEvent((next: number | null) => setIndex(next));

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    // Colours are read from the page when a chart is drawn, so it is drawn anew in new ones.
    element.dataset["scheme"] = `${theme} ${dark ? "dark" : "light"}`;
    const drawn = drawPlot(element, input, { words, height, syncKey, onCursor });
    plot.current = drawn;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== drawn.width && element.clientWidth > 0) {
        drawn.setSize({ width: element.clientWidth, height });
      }
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
      element.replaceChildren();
      plot.current = null;
    };
  }, [input, words, height, syncKey, theme, dark]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    const last = input.times.length - 1;
    const from = index ?? last;
    const next = event.key === "Home" ? 0 : event.key === "End" ? last : from + (move ?? 0);
    if (next === from && move === undefined && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    if (plot.current !== null) placeCursor(plot.current, Math.min(last, Math.max(0, next)));
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
        aria-label={words.t("chart/keys")}
        tabIndex={0}
        onKeyDown={onKeyDown}
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
