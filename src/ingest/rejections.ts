import type { AcesoError, ErrorCode } from "../model/errors.ts";
import type { Rejection } from "./protocol.ts";

/** Rows listed one by one before the rest is only counted. */
const listedMax = 1_000;

/**
 * Gathers refused rows. With an index they are listed one by one (the first thousand), without one
 * they are counted per code, so a body of a million bad rows gives a short answer.
 */
export class Rejections {
  readonly #listed: Rejection[] = [];
  // error code → the rows counted together under it
  readonly #counted = new Map<ErrorCode, Rejection>();
  #count = 0;

  /** Refused rows so far. */
  get count(): number {
    return this.#count;
  }

  /** Refuses one row, or `count` rows, for an error of the table. */
  add(
    error: AcesoError,
    at: { readonly index?: number; readonly example?: string; readonly count?: number } = {},
  ): void {
    const count = at.count ?? 1;
    this.#count += count;
    const rejection = {
      code: error.code,
      message: error.message,
      fix: error.fix,
      count,
      index: at.index ?? null,
      example: exampleOf(at.example ?? ""),
    };
    if (at.index !== undefined && this.#listed.length < listedMax) this.#listed.push(rejection);
    else this.#countTogether(rejection);
  }

  /** Everything refused: listed rows first. */
  list(): readonly Rejection[] {
    return [...this.#listed, ...this.#counted.values()];
  }

  #countTogether(rejection: Rejection): void {
    const before = this.#counted.get(rejection.code);
    this.#counted.set(
      rejection.code,
      before ? { ...before, count: before.count + rejection.count } : { ...rejection, index: null },
    );
  }
}

/** A name fit for a page: one line, at most 200 characters, and nothing that looks like a key. */
export function exampleOf(text: string): string {
  return text
    .slice(0, 400)
    .replace(/(sk|pk|ghp|xox[a-z]|Bearer|Basic|eyJ)[-_ ]?[\w.+/=-]{8,}/g, "[hidden]")
    .replace(/\p{Cc}+/gu, " ")
    .slice(0, 200);
}
