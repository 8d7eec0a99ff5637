/** How often a template's lines came in windows of equal length, before the onset and since. */
export interface TemplateCounts {
  readonly template: string;
  /** Lines per window before, windows without a line included; may be empty. */
  readonly before: readonly number[];
  /** Lines per window since the onset. */
  readonly during: readonly number[];
}

/** A template that is new or comes much more often. */
export interface TemplateChange {
  readonly template: string;
  readonly kind: "new" | "surging";
  /** Mean lines per window. */
  readonly rateBefore: number;
  readonly rateDuring: number;
  /** Index of the first window since the onset with more lines than any before. */
  readonly firstWindow: number;
  /** Square root of the deviance: about standard normal where the rate is the same. */
  readonly z: number;
}

// Lines a template needs since the onset: fewer may be one odd line.
const linesMin = 3;
const zMin = 5;
// Times as many lines as before; less is the daily wave.
const factorMin = 3;
// Windows before that allow to call a template new.
const windowsMin = 5;

/**
 * The templates that began at the onset or come at least three times as often since, most striking first.
 *
 * The counts are held against a Poisson rate whose noise is widened by the spread seen before: bursty
 * templates must do more.
 *
 * Cost O(templates x windows). Never throws; templates without windows are left out.
 */
export function surgingTemplates(counts: readonly TemplateCounts[]): readonly TemplateChange[] {
  return counts
    .flatMap((count) => changeOf(count) ?? [])
    .toSorted((a, b) => b.z - a.z || (a.template < b.template ? -1 : 1));
}

function changeOf({ template, before, during }: TemplateCounts): TemplateChange | undefined {
  const lines = sumOf(during);
  const earlier = sumOf(before);
  if (lines < linesMin || before.length < windowsMin) return undefined;
  // Half a line: what was never seen in n windows may still come once in 2n.
  const rateBefore = (earlier + 0.5) / before.length;
  const expected = rateBefore * during.length;
  if (lines < factorMin * expected) return undefined;
  const deviance = 2 * (lines * Math.log(lines / expected) - (lines - expected));
  const noise = (1 + expected / (earlier + 0.5)) * Math.max(1, dispersionOf(before));
  const z = Math.sqrt(deviance / noise);
  const isNew = earlier === 0;
  if (z < (isNew ? zMin / 2 : zMin)) return undefined;
  const most = Math.max(0, ...before);
  return {
    template,
    kind: isNew ? "new" : "surging",
    rateBefore: earlier / before.length,
    rateDuring: lines / during.length,
    firstWindow: during.findIndex((value) => value > most),
    z,
  };
}

/** Variance of the counts by their mean: 1 for Poisson. */
function dispersionOf(counts: readonly number[]): number {
  const mean = sumOf(counts) / counts.length;
  if (mean === 0 || counts.length < 2) return 1;
  const squares = counts.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return squares / (counts.length - 1) / mean;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
