const zero = 48;
const plus = 43;
const minus = 45;
const point = 46;
// Powers of ten that a double holds exactly.
const exactPowers = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);
const numberShape = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinityShape = /^([+-]?)inf(?:inity)?$/i;
// Longer whole numbers would lose digits in a double: they are names, and stay text.
const exactDigits = 15;

/**
 * The number that bytes [start, end) spell, or NaN where they spell none. Decimal notation with
 * sign, point and exponent, inf and infinity. Whole numbers of more than 15 digits or with leading
 * zeros are codes, not numbers.
 */
export function numberFromBytes(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const sign = bytes[at]!;
  if (sign === minus || sign === plus) at += 1;
  const first = at;
  // The first 15 significant digits, and the few behind them.
  let head = 0;
  let tail = 0;
  let significant = 0;
  let decimals = -1;
  for (; at < end; at += 1) {
    const digit = bytes[at]! - zero;
    if (digit >= 0 && digit <= 9) {
      if (significant < exactDigits) head = head * 10 + digit;
      else tail = tail * 10 + digit;
      if (head > 0) significant += 1;
      if (decimals >= 0) decimals += 1;
    } else if (bytes[at] === point && decimals < 0) {
      decimals = 0;
    } else {
      break;
    }
  }
  const isBare = at - first === (decimals < 0 ? 0 : 1);
  if (at < end || isBare || significant > 19 || decimals > 22) {
    return numberFromText(latin(bytes, start, end));
  }
  if (decimals < 0) {
    const isCode = significant > exactDigits || (at - first > 1 && bytes[first] === zero);
    return isCode ? NaN : sign === minus ? -head : head;
  }
  const power = exactPowers[decimals]!;
  // Both operands are exact, so the one division rounds correctly (Clinger 1990).
  let value = head / power;
  if (significant > exactDigits)
    value = quotient(head, exactPowers[significant - exactDigits]!, tail, power);
  if (Number.isNaN(value)) return Number(latin(bytes, start, end));
  return sign === minus ? -value : value;
}

/**
 * (head · scale + tail) / power, correctly rounded, or NaN where the last bit cannot be told: the
 * quotient in two doubles (Dekker 1971), accepted when a change by its possible error rounds to the
 * same double. head < 10^15, scale ≤ 10^4, tail < scale, power ≤ 10^22. Parsing a text of 17
 * digits by the language costs eight times more.
 */
function quotient(head: number, scale: number, tail: number, power: number): number {
  // Two exact products: 24 and 26 bits of the head by 14 bits of the scale.
  const upper = Math.floor(head / 0x400_0000) * 0x400_0000;
  const large = upper * scale;
  const small = (head - upper) * scale + tail;
  const sum = large + small;
  const sumRest = small - (sum - large);
  const first = sum / power;
  // What first · power lacks of the sum, exactly: both factors are split in halves of 26 bits.
  const firstHigh = first * 134_217_729 - (first * 134_217_729 - first);
  const firstLow = first - firstHigh;
  const powerHigh = power * 134_217_729 - (power * 134_217_729 - power);
  const powerLow = power - powerHigh;
  const product = first * power;
  const productRest =
    firstHigh * powerHigh -
    product +
    firstHigh * powerLow +
    firstLow * powerHigh +
    firstLow * powerLow;
  const second = (sum - product - productRest + sumRest) / power;
  const error = Math.abs(second) * 2 ** -40 + first * 2 ** -98;
  const value = first + (second + error);
  return value === first + (second - error) ? value : NaN;
}

/** The number a text spells, by the rules of {@link numberFromBytes}; NaN where it spells none. */
export function numberFromText(text: string): number {
  if (!numberShape.test(text)) {
    const infinite = infinityShape.exec(text);
    return infinite === null ? NaN : infinite[1] === "-" ? -Infinity : Infinity;
  }
  const whole = /^[+-]?(\d+)$/.exec(text)?.[1];
  if (whole === undefined) return Number(text);
  return whole.length > exactDigits || (whole.length > 1 && whole.startsWith("0"))
    ? NaN
    : Number(text);
}

const timeShape =
  /^([1-9]\d{3})([-/])(\d{2})\2(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?(?:Z|UTC|([+-])(\d{2}):?(\d{2})?))?)?$/;

/**
 * The moment a text names as UTC milliseconds, NaN where it names none: 2026-01-31, 2026/01/31,
 * each with an optional time of day and an optional zone (UTC where none is given).
 */
export function timeFromText(text: string): number {
  const usual = usualTime((at) => text.charCodeAt(at), text.length);
  return Number.isNaN(usual) ? timeByShape(text) : usual;
}

function timeByShape(text: string): number {
  const found = timeShape.exec(text);
  if (found === null) return NaN;
  const [, year, , month, day, hour = "0", minute = "0", second = "0", fraction = "0"] = found;
  const [zoneSign, zoneHour = "0", zoneMinute = "0"] = found.slice(9);
  const days = Number(day);
  const fields = [Number(hour) < 24, Number(minute) < 60, Number(second) < 61, days >= 1];
  const midnight = Date.UTC(Number(year), Number(month) - 1, days);
  // A day that its month does not have rolls over into the next one.
  if (fields.includes(false) || new Date(midnight).getUTCDate() !== days) return NaN;
  if (Number(month) < 1 || Number(month) > 12) return NaN;
  const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * (zoneSign === "-" ? -1 : 1);
  const minutes = Number(hour) * 60 + Number(minute) - zone;
  return midnight + minutes * 60_000 + Number(second) * 1_000 + Number(`0.${fraction}`) * 1_000;
}

/** The moment that bytes [start, end) name, by the rules of {@link timeFromText}. */
export function timeFromBytes(bytes: Buffer, start: number, end: number): number {
  const usual = usualTime((at) => bytes[start + at]!, end - start);
  return Number.isNaN(usual) ? timeByShape(bytes.toString("utf8", start, end)) : usual;
}

/**
 * The moment of the shape that machines write, 2026-01-31T12:30:15[.123]Z, character by character, ten
 * times faster than by a pattern. NaN for every other shape, for ends of months and leap seconds, which
 * are rare: {@link timeByShape} knows them.
 */
function usualTime(codeAt: (at: number) => number, size: number): number {
  const isUsual =
    size >= 19 &&
    size <= 24 &&
    codeAt(4) === minus &&
    codeAt(7) === minus &&
    (codeAt(10) === 84 || codeAt(10) === 32) &&
    codeAt(13) === colon &&
    codeAt(16) === colon;
  if (!isUsual) return NaN;
  const isZoned = codeAt(size - 1) === letterZ;
  const hasFraction = size - (isZoned ? 1 : 0) === 23;
  if (hasFraction ? codeAt(19) !== point : size !== (isZoned ? 20 : 19)) return NaN;
  const year = digits(codeAt, 0, 4);
  const month = digits(codeAt, 5, 2);
  const day = digits(codeAt, 8, 2);
  const hour = digits(codeAt, 11, 2);
  const minute = digits(codeAt, 14, 2);
  const second = digits(codeAt, 17, 2);
  const isPlain =
    year >= 1_000 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour < 24 && minute < 60;
  if (!isPlain || !(second < 60)) return NaN;
  const days = daysBefore(year, month) + day - 1;
  const seconds = days * 86_400 + hour * 3_600 + minute * 60 + second;
  return seconds * 1_000 + (hasFraction ? digits(codeAt, 20, 3) : 0);
}

const colon = 58;
const letterZ = 90;

/** A whole number of so many digits, NaN where one is none. */
function digits(codeAt: (at: number) => number, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at += 1) {
    const digit = codeAt(at) - zero;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Days from 1970-01-01 to the first of a month, by the Gregorian rules with years from March. */
function daysBefore(year: number, month: number): number {
  const shifted = month > 2 ? year : year - 1;
  const fromMarch = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  // 719,468 days lie between 0000-03-01 and 1970-01-01.
  return shifted * 365 + leaps + fromMarch - 719_468;
}

/** 1 and 0 for true and false in any case, NaN for every other text. */
export function booleanFromText(text: string): number {
  if (text.length > 5) return NaN;
  const lower = text.toLowerCase();
  return lower === "true" ? 1 : lower === "false" ? 0 : NaN;
}

/** Bytes as a text of characters 0 to 255: enough to look at digits. */
function latin(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  // No number is longer, and a long text must not be copied to find that out.
  if (end - start > 400) return text;
  for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at]!);
  return text;
}
