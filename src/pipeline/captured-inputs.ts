import type { CapturedInput, CapturedInputs } from "../model/captured-input.ts";
import { hasFormat } from "../model/has-format.ts";
import type { Incident } from "../model/incident.ts";
import type { Json } from "../model/json.ts";
import type { PredictionRow } from "../model/signals.ts";
import { hour, minute, type TimeMs, type Window } from "../model/time.ts";
import type { StoredSpan } from "../store/store.ts";
import type { Loop, ProjectState } from "./loop.ts";

const beforeMs = 6 * hour;
/** Spans read to find calls of a language model among them. */
const spansMax = 2_000;

/**
 * Inputs of an incident's first model from before its onset and since, at most `limit` on each side: predictions
 * whose label has come; where there are none, the newest predictions; where there are none, calls of language models.
 * At most two queries for each of these.
 */
export async function capturedInputs(
  loop: Pick<Loop, "store" | "now">,
  project: Pick<ProjectState, "name" | "known">,
  asked: { readonly incident: Incident; readonly limit: number },
): Promise<CapturedInputs> {
  const { incident, limit } = asked;
  const model = incident.models[0] ?? "";
  const format = project.known.formats[model] ?? "";
  if (model === "") return { model, format, inputs: [] };
  const since = { start: incident.onset, end: (incident.resolvedAt ?? loop.now()) + 1 };
  const before = { start: incident.onset - beforeMs, end: incident.onset - minute / 2 };
  const both = async (
    read: (window: Window) => Promise<readonly CapturedInput[]>,
  ): Promise<readonly CapturedInput[]> => [
    ...spread(await read(before), limit),
    ...spread(await read(since), limit),
  ];
  const sideOf = (time: TimeMs) => (time < incident.onset ? "before" : "since");
  const services = project.known.models.find((facts) => facts.model === model)?.services ?? [];
  const sources = [
    async (window: Window) =>
      (await loop.store.judgedPredictions(project.name, { model, window, limit })).map(
        ({ prediction, isWrong, label }) => ({
          ...ofPrediction(prediction, sideOf(prediction.time)),
          label,
          failed: isWrong,
        }),
      ),
    async (window: Window) =>
      (await loop.store.predictions(project.name, { model, window, limit })).map((row) => {
        const input = ofPrediction(row, sideOf(row.time));
        return { ...input, failed: isBroken(input.output, format) };
      }),
    async (window: Window) => {
      const found: CapturedInput[] = [];
      for (const service of services.slice(0, 1)) {
        const spans = await loop.store.spans(project.name, { window, service, limit: spansMax });
        for (const span of spans) {
          if (span.llm === null || span.model !== model || span.input === "") continue;
          found.push(ofCall(span, { side: sideOf(Number(span.startNs / 1_000_000n)), format }));
        }
      }
      return found;
    },
  ];
  for (const source of sources) {
    const inputs = await both(source);
    if (inputs.some(({ side }) => side === "since")) {
      return { model, format, inputs: inputs.toSorted((a, b) => a.time - b.time) };
    }
  }
  return { model, format, inputs: [] };
}

/** At most `limit` rows, evenly over all. */
function spread(rows: readonly CapturedInput[], limit: number): readonly CapturedInput[] {
  if (rows.length <= limit) return rows;
  const chosen = Array.from(
    { length: limit },
    (_, index) => rows[Math.floor((index * rows.length) / limit)],
  );
  return chosen.filter((row) => row !== undefined);
}

function ofPrediction(row: PredictionRow, side: CapturedInput["side"]): CapturedInput {
  const features: { [name: string]: Json } = {};
  for (const [name, value] of row.featuresNumber) features[name] = value;
  for (const [name, value] of row.featuresText) features[name] = value;
  const output = row.outputText || (row.outputNumber === null ? "" : String(row.outputNumber));
  const { id, time, version } = row;
  return { id, time, version, side, features, prompt: "", output, label: "", failed: null };
}

function ofCall(
  span: StoredSpan,
  { side, format }: { readonly side: CapturedInput["side"]; readonly format: string },
): CapturedInput {
  return {
    id: `${span.traceId}/${span.spanId}`,
    time: Number(span.startNs / 1_000_000n),
    version: span.version,
    side,
    features: {},
    prompt: span.input,
    output: span.output,
    label: "",
    failed: span.status === "error" || isBroken(span.output, format),
  };
}

/** Whether an output lacks its format; null where none is known. */
function isBroken(output: string, format: string): boolean | null {
  const isFormed = hasFormat(output, format);
  return isFormed === null ? null : !isFormed;
}
