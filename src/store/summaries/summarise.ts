import type { SummaryKind, SummaryRequest, SummaryRows } from "../../model/summary.ts";
import { hour, spanOf } from "../../model/time.ts";
import { type Connection, manyRows } from "../connection.ts";
import type { RawRow } from "../native/reader.ts";
import { confidenceStatement, confidenceSummaryOf } from "./confidence.ts";
import { featureProfileOf, featureProfileStatement } from "./feature-profiles.ts";
import { featureStatement, featureSummaryOf } from "./features.ts";
import { llmCallStatement, llmCallSummaryOf } from "./llm-calls.ts";
import { outcomeStatement, outcomeSummaryOf } from "./outcomes.ts";
import { predictionStatement, predictionSummaryOf } from "./predictions.ts";
import { sliceStatement, sliceSummaryOf } from "./slices.ts";
import { spanStatement, spanSummaryOf } from "./spans.ts";
import type { Statement } from "./statement.ts";

/** One query per request, whatever the number of windows, subjects and versions. */
export async function summarise<Kind extends SummaryKind>(
  connection: Connection,
  project: string,
  request: Extract<SummaryRequest, { readonly kind: Kind }>,
): Promise<readonly SummaryRows[Kind][]> {
  const { statement, read } = planOf(project, request);
  const { start, end } = spanOf(request.grid);
  const settings = end - start > hour ? { ...manyRows, ...statement.settings } : statement.settings;
  const rows = await connection.rows(statement.sql, statement.parameters, settings);
  // `planOf` pairs each kind with the reader of its rows.
  return rows.map(read) as unknown as readonly SummaryRows[Kind][];
}

/** The statement of a request; also what the golden file shows. */
export function planOf(
  project: string,
  request: SummaryRequest,
): { readonly statement: Statement; read(row: RawRow): SummaryRows[SummaryKind] } {
  switch (request.kind) {
    case "predictions":
      return { statement: predictionStatement(project, request), read: predictionSummaryOf };
    case "features":
      return {
        statement: featureStatement(project, request),
        read: (row) => featureSummaryOf(row, request),
      };
    case "feature-profiles":
      return { statement: featureProfileStatement(project, request), read: featureProfileOf };
    case "outcomes":
      return { statement: outcomeStatement(project, request), read: outcomeSummaryOf };
    case "slices":
      return { statement: sliceStatement(project, request), read: sliceSummaryOf };
    case "confidence":
      return { statement: confidenceStatement(project, request), read: confidenceSummaryOf };
    case "spans":
      return { statement: spanStatement(project, request), read: spanSummaryOf };
    case "llm-calls":
      return { statement: llmCallStatement(project, request), read: llmCallSummaryOf };
    default:
      return request satisfies never;
  }
}
