import type { Message } from "../message.ts";
import { findWords } from "./catalog.ts";

/** The languages every text exists in. */
export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

export interface RenderOptions {
  readonly lang: Language;
  /** IANA name, e.g. "Asia/Shanghai"; UTC when absent. */
  readonly timeZone?: string;
}

/**
 * The sentence of a message in one language.
 *
 * A place is `{name}` or `{name:format}`: percent (of a ratio 0 to 1), number, ms, time (UTC ms),
 * bytes, usd, `unit` (formats by the parameter `unit`: ratio, ms, s, bytes, USD, 1/s, tokens, 1) and
 * `word` (looks up the code `<name>.<value>`, so that names of measures speak the language too), and `measure` (looks
 * up `measure.<value>`, for places of any name).
 * Numbers without a format have 4 significant digits. A missing parameter shows as "?"; an unknown
 * code shows as itself in brackets, so that a forgotten text is seen and never throws.
 */
export function render(message: Message, options: RenderOptions): string {
  const text = findWords(message.code)?.[options.lang];
  if (text === undefined) return `[${message.code}]`;
  return text.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, format: string | undefined) => {
    const value = message.params[name];
    if (value === undefined) return "?";
    if (format === "word") return findWords(`${name}.${value}`)?.[options.lang] ?? String(value);
    if (format === "measure") return findWords(`measure.${value}`)?.[options.lang] ?? String(value);
    if (typeof value === "string") return value;
    if (format === "unit")
      return formatValue(value, String(message.params["unit"] ?? "1"), options);
    return formatAs(format ?? "number", value, options);
  });
}

/**
 * What happened and what to do, of an error as the API tells it. The English texts it came with stand in
 * where the catalogue does not know the code, or the parameters were not told.
 */
export function renderError(
  error: {
    readonly code: string;
    readonly message: string;
    readonly fix: string;
    readonly params?: Message["params"] | undefined;
  },
  options: RenderOptions,
): { readonly what: string; readonly fix: string } {
  const { code, params } = error;
  const isKnown = params !== undefined && findWords(`error.${code}`) !== undefined;
  if (options.lang === "en" || !isKnown) return { what: error.message, fix: error.fix };
  return {
    what: render({ code: `error.${code}`, params }, options),
    fix: render({ code: `error-fix.${code}`, params }, options),
  };
}

/** A value of a measure with its unit, e.g. 0.93 "ratio" → "93 %", 1900 "ms" → "1.9 s". */
export function formatValue(value: number, unit: string, options: RenderOptions): string {
  switch (unit) {
    case "ratio":
      return formatAs("percent", value, options);
    case "ms":
      return formatAs("ms", value, options);
    case "s":
      return formatAs("ms", value * 1000, options);
    case "bytes":
      return formatAs("bytes", value, options);
    case "USD":
      return formatAs("usd", value, options);
    case "1/s":
      return `${formatNumber(value, options.lang)}/s`;
    case "1":
    case "":
      return formatNumber(value, options.lang);
    default:
      return `${formatNumber(value, options.lang)} ${unit}`;
  }
}

function formatAs(format: string, value: number, options: RenderOptions): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  switch (format) {
    case "percent":
      return formatPercent(value, options.lang);
    case "ms":
      return formatDuration(value, options.lang);
    case "time":
      return formatTime(value, options);
    case "bytes":
      return formatBytes(value, options.lang);
    case "usd":
      return numberFormat(options.lang, "usd").format(value);
    default:
      return formatNumber(value, options.lang);
  }
}

function formatNumber(value: number, lang: Language): string {
  if (!Number.isFinite(value)) return formatAs("number", value, { lang });
  const size = Math.abs(value);
  // Whole numbers keep all digits ("12,345 rows"); the smallest and largest need an exponent.
  if (Number.isInteger(value) && size < 1e9) return numberFormat(lang, "whole").format(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) {
    return value.toExponential(3).replace(/\.?0+e/, "e");
  }
  return numberFormat(lang, "significant").format(value);
}

function formatPercent(ratio: number, lang: Language): string {
  const kind = ratio !== 0 && Math.abs(ratio) < 0.01 ? "smallPercent" : "percent";
  return numberFormat(lang, kind).format(ratio * 100) + (lang === "zh" ? "%" : " %");
}

/** At most two neighbouring units: "340 ms", "1.9 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". */
function formatDuration(ms: number, lang: Language): string {
  const sign = ms < 0 ? "−" : "";
  const size = Math.abs(ms);
  const units = lang === "zh" ? zhUnits : enUnits;
  if (size < 999.5) return `${sign}${numberFormat(lang, "duration").format(size)} ${units.ms}`;
  if (size < 59_950) {
    return `${sign}${numberFormat(lang, "duration").format(size / 1000)} ${units.s}`;
  }
  const seconds = Math.round(size / 1000);
  const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
    `${sign}${large} ${largeUnit}${small === 0 ? "" : ` ${small} ${smallUnit}`}`;
  if (seconds < 3600) return pair(Math.floor(seconds / 60), units.min, seconds % 60, units.s);
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), units.h, minutes % 60, units.min);
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), units.d, hours % 24, units.h);
}

const enUnits = { ms: "ms", s: "s", min: "min", h: "h", d: "d" };
const zhUnits = { ms: "毫秒", s: "秒", min: "分", h: "小时", d: "天" };

function formatTime(time: number, options: RenderOptions): string {
  if (Math.abs(time) > 8.64e15) return "?"; // The range of a Date, ECMA-262 section 21.4.1.1.
  return timeFormat(options.lang, options.timeZone ?? "UTC").format(time);
}

function formatBytes(bytes: number, lang: Language): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let index = 0;
  while (Math.abs(value) >= 999.5 && index < units.length - 1) {
    value /= 1000;
    index++;
  }
  return `${numberFormat(lang, "duration").format(value)} ${units[index] ?? ""}`;
}

const numberOptions = {
  whole: { maximumFractionDigits: 0 },
  significant: { maximumSignificantDigits: 4 },
  duration: { maximumSignificantDigits: 3 },
  percent: { maximumFractionDigits: 1 },
  smallPercent: { maximumSignificantDigits: 2 },
  usd: { style: "currency", currency: "USD", maximumSignificantDigits: 4 },
} as const satisfies Record<string, Intl.NumberFormatOptions>;

// Making a formatter costs about 50 times a use, so each is made once. Key → formatter; the number of
// keys is bounded by languages x kinds, and by the time zones a server is asked for.
const numberFormats = new Map<string, Intl.NumberFormat>();
const timeFormats = new Map<string, Intl.DateTimeFormat>();

function numberFormat(lang: Language, kind: keyof typeof numberOptions): Intl.NumberFormat {
  const key = `${lang} ${kind}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(lang === "zh" ? "zh-CN" : "en", numberOptions[kind]);
    numberFormats.set(key, format);
  }
  return format;
}

function timeFormat(lang: Language, timeZone: string): Intl.DateTimeFormat {
  const key = `${lang} ${timeZone}`;
  let format = timeFormats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", {
      timeZone,
      year: "numeric",
      month: lang === "zh" ? "2-digit" : "short",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    timeFormats.set(key, format);
  }
  return format;
}
