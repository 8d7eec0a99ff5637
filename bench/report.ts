/** One measured number of a bench, in the shape of the machine-readable last lines. */
export interface Figure {
  readonly bench: string;
  readonly set: string;
  readonly measure: string;
  readonly value: number;
  readonly unit: string;
  /** What a peer reaches in the same run, or a published number, and whose it is. */
  readonly reference?: number;
  readonly referenceName?: string;
  /** The value to reach; above or below it is good according to `better`. */
  readonly target?: number;
  readonly better?: "higher" | "lower";
}

/** Prints a table for people, then one JSON object per figure as the last lines of stdout. */
export function printReport(figures: readonly Figure[], notes: readonly string[] = []): void {
  const rows = [
    ["set", "measure", "value", "unit", "target", "reference"],
    ...figures.map((figure) => [
      figure.set,
      figure.measure,
      shown(figure.value),
      figure.unit,
      figure.target === undefined ? "" : `${verdict(figure)} ${shown(figure.target)}`,
      figure.reference === undefined
        ? ""
        : `${shown(figure.reference)} ${figure.referenceName ?? ""}`.trim(),
    ]),
  ];
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of rows) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    );
  }
  for (const note of notes) console.log(note);
  for (const { better: _, ...figure } of figures) console.log(JSON.stringify(figure));
}

function verdict(figure: Figure): string {
  const isLower = figure.better === "lower";
  const target = figure.target ?? 0;
  const isReached = isLower ? figure.value <= target : figure.value >= target;
  return `${isReached ? "reached" : "MISSED"} ${isLower ? "<=" : ">="}`;
}

function shown(value: number): string {
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString("en") : value.toPrecision(4);
}
