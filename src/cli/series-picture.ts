/** A series as a picture of bounded width, made while its rows go by: neighbours are put together when it is full. */
export interface SeriesPicture {
  /** Mean of the values of each part; parts hold `rows` rows each, the last one maybe fewer. */
  sums: number[];
  counts: number[];
  /** Whether a part holds an anomaly. */
  marks: boolean[];
  rows: number;
  /** Rows in the newest part. */
  filled: number;
}

const partsMax = 120;
const blocks = "▁▂▃▄▅▆▇█";

/** A picture of nothing. */
export function newSeriesPicture(): SeriesPicture {
  return { sums: [], counts: [], marks: [], rows: 1, filled: 0 };
}

/** Adds a row; NaN is a gap. Writes the picture. */
export function drawRow(picture: SeriesPicture, value: number, isAnomalous: boolean): void {
  if (picture.sums.length === 0 || picture.filled === picture.rows) {
    if (picture.sums.length === partsMax) halve(picture);
    if (picture.filled === picture.rows || picture.sums.length === 0) {
      picture.sums.push(0);
      picture.counts.push(0);
      picture.marks.push(false);
      picture.filled = 0;
    }
  }
  const last = picture.sums.length - 1;
  picture.filled += 1;
  if (Number.isFinite(value)) {
    picture.sums[last] = (picture.sums[last] ?? 0) + value;
    picture.counts[last] = (picture.counts[last] ?? 0) + 1;
  }
  if (isAnomalous) picture.marks[last] = true;
}

/** Two lines of at most 120 characters: means as blocks between their least and largest, and ▲ under anomalies. */
export function pictureLines({ sums, counts, marks }: SeriesPicture): readonly [string, string] {
  const means = sums.map((sum, index) => sum / (counts[index] ?? 0));
  const known = means.filter((mean) => Number.isFinite(mean));
  const low = Math.min(...known);
  const width = Math.max(...known) - low;
  const line = means.map((mean) => {
    if (!Number.isFinite(mean)) return " ";
    const level = width > 0 ? Math.round(((mean - low) / width) * (blocks.length - 1)) : 3;
    return blocks[level] ?? " ";
  });
  return [
    line.join(""),
    marks
      .map((mark) => (mark ? "▲" : " "))
      .join("")
      .trimEnd(),
  ];
}

function halve(picture: SeriesPicture): void {
  const { sums, counts, marks } = picture;
  const half = Math.ceil(sums.length / 2);
  for (let index = 0; index < half; index++) {
    const [first, second] = [2 * index, 2 * index + 1];
    sums[index] = (sums[first] ?? 0) + (sums[second] ?? 0);
    counts[index] = (counts[first] ?? 0) + (counts[second] ?? 0);
    marks[index] = marks[first] === true || marks[second] === true;
  }
  sums.length = half;
  counts.length = half;
  marks.length = half;
  picture.filled = picture.rows * 2;
  picture.rows *= 2;
}
