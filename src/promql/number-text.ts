/** A float as Prometheus prints it in label values: the shortest decimal that reads back, no exponent. */
export function plainNumberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const text = Object.is(value, -0) ? "-0" : String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = "", first = "", rest = "", exponentText = "0"] = match;
  const digits = first + rest;
  const exponent = Number(exponentText);
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  return sign + digits.padEnd(exponent + 1, "0");
}

/** A float as the Prometheus API prints it: plain, with an exponent below 1e-6 and from 1e21 on. */
export function apiNumberText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return plainNumberText(value);
  const size = Math.abs(value);
  if (size >= 1e-6 && size < 1e21) return plainNumberText(value);
  // Go writes at least two digits of exponent.
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}
