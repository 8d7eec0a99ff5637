import type { LlmCall } from "../model/signals.ts";
import { spanIdBytes, spanKinds, spanStatuses, type SpanColumns } from "../model/span-columns.ts";
import { MapColumn, NullableDoubleColumn } from "./native/nested-columns.ts";
import {
  ByteColumn,
  DoubleColumn,
  LongColumn,
  RepeatedTextColumn,
  TextColumn,
} from "./native/writer.ts";
import type { ColumnTable, Origin } from "./row-table.ts";

const milliseconds = () => new LongColumn("DateTime64(3, 'UTC')");
const nanoseconds = () => new LongColumn("DateTime64(9, 'UTC')");

/** Spans are appended in columns, not rows. */
export interface SpanTable extends ColumnTable {
  pushBatch(spans: SpanColumns, origin: Origin): void;
}

function spanColumns() {
  return {
    project: new RepeatedTextColumn(),
    service: new RepeatedTextColumn(),
    start: nanoseconds(),
    trace_id: new TextColumn(),
    span_id: new TextColumn(),
    parent_span_id: new TextColumn(),
    name: new RepeatedTextColumn(),
    kind: new RepeatedTextColumn(),
    duration_ns: new LongColumn("Int64"),
    status: new RepeatedTextColumn(),
    status_message: new TextColumn(),
    error_type: new RepeatedTextColumn(),
    environment: new RepeatedTextColumn(),
    peer: new RepeatedTextColumn(),
    model: new RepeatedTextColumn(),
    version: new RepeatedTextColumn(),
    attributes_text: new MapColumn<string>(new TextColumn()),
    attributes_number: new MapColumn<number>(new DoubleColumn()),
    is_llm: new ByteColumn(),
    operation: new RepeatedTextColumn(),
    provider: new RepeatedTextColumn(),
    request_model: new RepeatedTextColumn(),
    response_model: new RepeatedTextColumn(),
    input_tokens: new NullableDoubleColumn(),
    output_tokens: new NullableDoubleColumn(),
    cache_read_tokens: new NullableDoubleColumn(),
    cache_write_tokens: new NullableDoubleColumn(),
    reasoning_tokens: new NullableDoubleColumn(),
    cost_usd: new NullableDoubleColumn(),
    time_to_first_token_ms: new NullableDoubleColumn(),
    finish_reason: new RepeatedTextColumn(),
    prompt_name: new RepeatedTextColumn(),
    prompt_version: new RepeatedTextColumn(),
    session: new TextColumn(),
    user: new TextColumn(),
    received_at: milliseconds(),
  };
}

/** Spans without prompts and answers. */
export function spanTable(): SpanTable {
  const columns = spanColumns();
  return {
    table: "spans",
    columns,
    pushBatch(spans, origin) {
      const count = spans.length;
      columns.project.fill(origin.project, count);
      columns.service.pushAll(spans.services, count);
      columns.start.pushWords(spans.starts, count);
      const ids = { bytes: spans.ids, stride: spanIdBytes, count };
      columns.trace_id.pushHex({ ...ids, at: 0, size: 16 });
      columns.span_id.pushHex({ ...ids, at: 16, size: 8 });
      columns.parent_span_id.pushHex({ ...ids, at: 24, size: 8 });
      columns.name.pushAll(spans.names, count);
      columns.kind.pushCodes(spans.kinds, spanKinds, count);
      columns.status.pushCodes(spans.statuses, spanStatuses, count);
      columns.duration_ns.pushWords(spans.durations, count);
      columns.status_message.pushAll(spans.statusMessages, count);
      columns.error_type.pushAll(spans.errorTypes, count);
      columns.environment.pushAll(spans.environments, count);
      columns.peer.pushAll(spans.peers, count);
      columns.model.pushAll(spans.models, count);
      columns.version.pushAll(spans.versions, count);
      columns.attributes_text.pushAll(spans.texts, count);
      columns.attributes_number.pushAll(spans.numbers, count);
      pushCalls(columns, spans.calls, count);
      columns.received_at.fill(origin.receivedAt, count);
    },
  };
}

/** Prompts and answers, in a table of their own with a shorter life. */
export function spanBodyTable(): SpanTable {
  const columns = {
    project: new RepeatedTextColumn(),
    start: nanoseconds(),
    trace_id: new TextColumn(),
    span_id: new TextColumn(),
    input: new TextColumn(),
    output: new TextColumn(),
    received_at: milliseconds(),
  };
  return {
    table: "span_bodies",
    columns,
    pushBatch(spans, origin) {
      for (const [index, { input, output }] of spans.bodies) {
        columns.project.push(origin.project);
        columns.start.pushWords(spans.starts.subarray(index * 2, index * 2 + 2), 1);
        const id = { bytes: spans.ids, stride: spanIdBytes, count: 1 };
        columns.trace_id.pushHex({ ...id, at: index * spanIdBytes, size: 16 });
        columns.span_id.pushHex({ ...id, at: index * spanIdBytes + 16, size: 8 });
        columns.input.push(input);
        columns.output.push(output);
        columns.received_at.push(origin.receivedAt);
      }
    },
  };
}

const callTexts = [
  ["operation", "operation"],
  ["provider", "provider"],
  ["request_model", "requestModel"],
  ["response_model", "responseModel"],
  ["finish_reason", "finishReason"],
  ["prompt_name", "promptName"],
  ["prompt_version", "promptVersion"],
  ["session", "session"],
  ["user", "user"],
] as const;
const callNumbers = [
  ["input_tokens", "inputTokens"],
  ["output_tokens", "outputTokens"],
  ["cache_read_tokens", "cacheReadTokens"],
  ["cache_write_tokens", "cacheWriteTokens"],
  ["reasoning_tokens", "reasoningTokens"],
  ["cost_usd", "costUsd"],
  ["time_to_first_token_ms", "timeToFirstTokenMs"],
] as const;

/** The columns of calls to language models; most batches have no call at all. */
function pushCalls(
  columns: ReturnType<typeof spanColumns>,
  calls: ReadonlyMap<number, LlmCall>,
  count: number,
): void {
  if (calls.size === 0) {
    columns.is_llm.fill(0, count);
    for (const [column] of callTexts) columns[column].fill("", count);
    for (const [column] of callNumbers) columns[column].fill(null, count);
    return;
  }
  for (let index = 0; index < count; index++) {
    const call = calls.get(index);
    columns.is_llm.push(call ? 1 : 0);
    for (const [column, field] of callTexts) columns[column].push(call?.[field] ?? "");
    for (const [column, field] of callNumbers) columns[column].push(call?.[field] ?? null);
  }
}
