import type { QuerySettings } from "../connection.ts";
import type { Parameters } from "../parameters.ts";

/** A summary query: a pure plan, performed by `summarise`. */
export interface Statement {
  readonly sql: string;
  readonly parameters: Parameters;
  readonly settings?: QuerySettings;
}
