/** Kinds of personal data that can be told by their shape and, where there is one, a check digit. */
export type PersonalDataKind =
  | "email"
  | "credit-card"
  | "iban"
  | "phone"
  | "ip-address"
  | "us-ssn"
  | "cn-id"
  | "secret";

/** Where personal data stand in a text; never what they are. */
export interface PersonalDataFind {
  readonly kind: PersonalDataKind;
  readonly start: number;
  readonly end: number;
}

interface Rule {
  readonly kind: PersonalDataKind;
  readonly shape: RegExp;
  readonly isReal?: (text: string) => boolean;
}

const rules: readonly Rule[] = [
  {
    kind: "email",
    shape: /[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}/g,
  },
  { kind: "credit-card", shape: /(?<![\d-])(?:\d[ -]?){12,18}\d(?![\d-])/g, isReal: isCardNumber },
  {
    kind: "iban",
    shape: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
    isReal: isIban,
  },
  { kind: "cn-id", shape: /(?<!\d)\d{17}[\dXx](?!\d)/g, isReal: isChineseId },
  {
    kind: "us-ssn",
    shape: /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g,
  },
  {
    kind: "phone",
    shape:
      /(?<![\w.+])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,12}|\(\d{3}\) ?\d{3}-\d{4}|1[3-9]\d{9})(?![\w.])/g,
  },
  {
    kind: "ip-address",
    shape: /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.])/g,
    isReal: (text) => !/^(?:0|127|10|255)\.|^192\.168\./.test(text),
  },
  {
    kind: "secret",
    shape:
      /\b(?:sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{36,}|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{10,})\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
  },
];

/**
 * Finds personal data by patterns: e-mail addresses, card numbers (Luhn's check), IBANs (mod 97),
 * Chinese resident numbers (their check digit) and United States social security numbers, telephone
 * numbers, public IPv4 addresses, keys of well-known services. What has a check digit is rarely a
 * false alarm (about 1 of 10 random card-like, 1 of 97 IBAN-like strings); telephone numbers often
 * are. Names, addresses and dates of birth are not found: that needs a model.
 *
 * @returns finds in the order of the rules, at most `limit`, not overlapping within one kind
 * Cost O(length). Never throws.
 */
export function findPersonalData(text: string, limit = 100): readonly PersonalDataFind[] {
  const finds: PersonalDataFind[] = [];
  for (const { kind, shape, isReal } of rules) {
    for (const match of text.matchAll(shape)) {
      if (finds.length >= limit) return finds;
      const [found] = match;
      const end = match.index + found.length;
      // A card number is no telephone number as well.
      const isTaken = finds.some((find) => find.start < end && match.index < find.end);
      if (!isTaken && (isReal?.(found) ?? true)) finds.push({ kind, start: match.index, end });
    }
  }
  return finds;
}

/** Luhn's check over 13 to 19 digits, and a first digit that issuers use. */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  if (!/^[2-6]/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** ISO 13616: the country and check digits moved behind, letters as numbers, is 1 modulo 97. */
function isIban(text: string): boolean {
  const plain = text.replace(/ /g, "");
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** GB 11643-1999: weighted sum of 17 digits modulo 11, and a birth date that can be. */
function isChineseId(text: string): boolean {
  if (!/^[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(text)) return false;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return "10X98765432"[sum % 11] === text.at(-1)?.toUpperCase();
}
