/** One attribute of many rows, its values replaced by small whole numbers. */
export interface CodedColumn {
  readonly name: string;
  /** code → value; code 0 is "any other value" and is never part of a slice. At most 256. */
  readonly values: readonly string[];
  /** One code per row. */
  readonly codes: Uint8Array;
}

/** Rows described by categories; every column has the same length. */
export interface CodedTable {
  readonly rowCount: number;
  readonly columns: readonly CodedColumn[];
}

/** Whether the rows differ in a column: one that is the same everywhere sets nothing apart. */
export function isVaried({ codes }: CodedColumn): boolean {
  return codes.some((code) => code !== codes[0]);
}

/** Values a column keeps by name; the rarer ones share code 0. */
const namedMax = 255;

/**
 * Codes a column of texts: the most frequent values by name (at most 255), the others as code 0.
 *
 * @param texts one per row; null and undefined are "any other value"
 * Cost O(rows + values log values).
 */
export function codeTexts(
  name: string,
  texts: readonly (string | null | undefined)[],
): CodedColumn {
  // value → rows that hold it
  const counts = new Map<string, number>();
  for (const text of texts)
    if (typeof text === "string") counts.set(text, (counts.get(text) ?? 0) + 1);
  const named = [...counts]
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, namedMax);
  const codeOf = new Map(named.map(([value], index) => [value, index + 1]));
  const codes = Uint8Array.from(texts, (text) =>
    typeof text === "string" ? (codeOf.get(text) ?? 0) : 0,
  );
  return { name, values: ["", ...named.map(([value]) => value)], codes };
}

/**
 * Codes a column of numbers: few different values by name, many into ranges of equal counts.
 *
 * @param values one per row; NaN is "any other value"
 * @param binCount ranges, at least 2
 * Cost O(rows log rows).
 * @returns ranges written as "<= 3", "3 to 7", "> 7"; an upper bound belongs to its range
 */
export function codeNumbers(name: string, values: ArrayLike<number>, binCount = 8): CodedColumn {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const distinct = new Set(sorted.subarray(0, Math.min(sorted.length, 100_000)));
  if (distinct.size <= 2 * binCount) {
    return codeTexts(
      name,
      Array.from(values, (value) => (Number.isNaN(value) ? null : String(value))),
    );
  }
  const edges = [
    ...new Set(
      Array.from(
        { length: binCount - 1 },
        (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / binCount)] ?? 0,
      ),
    ),
  ];
  const codes = Uint8Array.from(values, (value) =>
    Number.isNaN(value) ? 0 : 1 + rank(edges, value),
  );
  return { name, values: ["", ...rangeNames(edges)], codes };
}

// Edges below the value.
function rank(edges: readonly number[], value: number): number {
  let index = 0;
  for (const edge of edges) if (value > edge) index++;
  return index;
}

function rangeNames(edges: readonly number[]): readonly string[] {
  const short = edges.map((edge) => String(Number(edge.toPrecision(4))));
  return [
    `<= ${short[0] ?? ""}`,
    ...short.slice(1).map((edge, index) => `${short[index] ?? ""} to ${edge}`),
    `> ${short.at(-1) ?? ""}`,
  ];
}
