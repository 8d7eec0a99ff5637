/** A broken promise of a caller: a parameter outside what the function is defined for. */
export class NumericError extends Error {
  readonly code: "probability-out-of-range" | "parameter-out-of-range" | "unequal-lengths";

  constructor(code: NumericError["code"], message: string) {
    super(message);
    this.name = "NumericError";
    this.code = code;
  }
}
