const unitMs: { readonly [unit: string]: number } = {
  y: 365 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

const pattern = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/**
 * Milliseconds of a Prometheus duration: each unit at most once, from years down, a year being 365 days.
 *
 * @returns null where the text is no duration, or longer than 2^63 nanoseconds (about 292 years)
 * Source: prometheus/common model.ParseDuration.
 * @example parseDuration("1h30m") // 5400000
 */
export function parseDuration(text: string): number | null {
  if (text === "0") return 0;
  const match = text === "" ? null : pattern.exec(text);
  if (!match) return null;
  let total = 0;
  Object.values(unitMs).forEach((ms, index) => {
    total += Number(match[index + 1] ?? 0) * ms;
  });
  return total <= 9_223_372_036_854 ? total : null;
}
