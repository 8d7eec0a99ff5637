/** What becomes of one value; parameters are the scalar arguments. */
export type ElementFunction = (value: number, parameters: readonly number[]) => number;

const degrees = 180 / Math.PI;

/** The functions of each value of an instant vector by itself. */
export const elementFunctions: ReadonlyMap<string, ElementFunction> = new Map<
  string,
  ElementFunction
>([
  ["abs", Math.abs],
  ["acos", Math.acos],
  ["acosh", Math.acosh],
  ["asin", Math.asin],
  ["asinh", Math.asinh],
  ["atan", Math.atan],
  ["atanh", Math.atanh],
  ["ceil", Math.ceil],
  ["cos", Math.cos],
  ["cosh", Math.cosh],
  ["deg", (value) => value * degrees],
  ["exp", Math.exp],
  ["floor", Math.floor],
  ["ln", Math.log],
  ["log10", Math.log10],
  ["log2", Math.log2],
  ["rad", (value) => value / degrees],
  ["sgn", Math.sign],
  ["sin", Math.sin],
  ["sinh", Math.sinh],
  ["sqrt", Math.sqrt],
  ["tan", Math.tan],
  ["tanh", Math.tanh],
  ["clamp", (value, [low, high]) => Math.max(low!, Math.min(high!, value))],
  ["clamp_min", (value, [low]) => Math.max(low!, value)],
  ["clamp_max", (value, [high]) => Math.min(high!, value)],
  ["round", round],
]);

// Halves go up. The inverse is what keeps round(0.7, 0.1) from becoming 0.7000000000000001.
function round(value: number, [nearest = 1]: readonly number[]): number {
  const inverse = 1 / nearest;
  return Math.floor(value * inverse + 0.5) / inverse;
}

/** The functions of a moment, given in seconds since 1970; UTC. */
export const calendarFunctions: ReadonlyMap<string, (date: Date) => number> = new Map([
  ["minute", (date: Date) => date.getUTCMinutes()],
  ["hour", (date: Date) => date.getUTCHours()],
  ["day_of_week", (date: Date) => date.getUTCDay()],
  ["day_of_month", (date: Date) => date.getUTCDate()],
  ["day_of_year", dayOfYear],
  ["days_in_month", daysInMonth],
  ["month", (date: Date) => date.getUTCMonth() + 1],
  ["year", (date: Date) => date.getUTCFullYear()],
]);

function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start) / 86_400_000) + 1;
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
