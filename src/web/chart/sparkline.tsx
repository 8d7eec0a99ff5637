import type { ReactNode } from "react";
import classes from "./sparkline.module.css";

/** The points of a line within a box, in pieces where values are missing. Pure, so that it can be tested. */
export function sparklinePath(
  values: readonly (number | null)[],
  {
    width,
    height,
    inset,
  }: { readonly width: number; readonly height: number; readonly inset: number },
): { readonly path: string; readonly last: { readonly x: number; readonly y: number } | null } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { path: "", last: null };

  // Ordinary noise must look calm: the box covers at least a fifth of the level, centred on the values.
  const range = Math.max(high - low, 0.2 * Math.max(Math.abs(high), Math.abs(low)));
  const bottom = (low + high - range) / 2;
  const step = values.length > 1 ? (width - 2 * inset) / (values.length - 1) : 0;
  let path = "";
  let open = false;
  let last: { x: number; y: number } | null = null;
  values.forEach((value, index) => {
    if (value === null || !Number.isFinite(value)) {
      open = false;
      return;
    }
    // A constant line runs through the middle.
    const share = range === 0 ? 0.5 : (value - bottom) / range;
    const x = round(inset + index * step);
    const y = round(height - inset - share * (height - 2 * inset));
    path += `${open ? "L" : "M"}${x} ${y}`;
    open = true;
    last = { x, y };
  });
  return { path, last };
}

/** A line of the last hour without axes; decoration beside its number, so hidden from screen readers. */
export function Sparkline({
  values,
  firing,
}: {
  readonly values: readonly (number | null)[];
  readonly firing: boolean;
}): ReactNode {
  const size = { width: 104, height: 26, inset: 3 };
  const { path, last } = sparklinePath(values, size);
  return (
    <svg
      className={classes["line"]}
      data-firing={firing}
      viewBox={`0 0 ${size.width} ${size.height}`}
      aria-hidden="true"
    >
      {path === "" ? (
        <path d={`M3 ${size.height / 2}H${size.width - 3}`} className={classes["empty"]} />
      ) : (
        <path d={path} />
      )}
      {last !== null && <circle cx={last.x} cy={last.y} r="2" />}
    </svg>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
