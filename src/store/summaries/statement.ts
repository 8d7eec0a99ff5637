import type { Parameters } from "../parameters.ts";

/** A summary query: a pure plan, performed by `summarise`. */
export interface Statement {
  readonly sql: string;
  readonly parameters: Parameters;
}
