import { parseRegex } from "../promql/regex-syntax.ts";

/** What RE2, which ClickHouse matches with, would refuse in a regular expression; undefined where it takes it. */
export function regexProblem(pattern: string): string | undefined {
  try {
    parseRegex(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
