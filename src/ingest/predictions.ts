import { AcesoError } from "../model/errors.ts";
import { likelihoodOf, likelihoodTag, packLikelihood } from "../model/answer-likelihood.ts";
import { embeddingTag, packEmbedding } from "../model/packed-embedding.ts";
import type { PredictionRow } from "../model/signals.ts";
import {
  badField,
  bodyId,
  decodeRows,
  failJson,
  isFields,
  jsonContentTypes,
  optionalText,
  requiredText,
  succeedJson,
  timeOf,
  type Fields,
} from "./json-rows.ts";
import type { DecodeRequest, Protocol } from "./protocol.ts";
import { readStructuredValue } from "./structured-value.ts";

/**
 * Predictions as JSON: one object, an array, or NDJSON. Without `id` a row gets one from the hash of
 * the body and its position, so that only an equal body is recognised as the same; without `time` it
 * counts as made now.
 */
export const predictions: Protocol = {
  name: "predictions",
  routes: [{ method: "POST", path: "/api/v1/predictions" }],
  contentTypes: jsonContentTypes,
  encodings: ["identity", "gzip", "deflate"],
  decode(request) {
    const ids = lazyBodyId(request);
    const { rows, rejections } = decodeRows(request, (fields, index) =>
      readPrediction(fields, request, () => `${ids()}-${index}`),
    );
    return {
      batch: { project: request.project, receivedAt: request.now, predictions: rows },
      accepted: rows.length,
      rejected: rejections.list(),
    };
  },
  succeed: succeedJson,
  fail: failJson,
};

function readPrediction(
  fields: Fields,
  request: DecodeRequest,
  derivedId: () => string,
): PredictionRow {
  const model = requiredText(fields, "model", "the name of the model");
  const features = readFeatures(fields["features"], model, request);
  const output = readOutcome(fields["output"], "output", request.limits.textLengthMax);
  return {
    id: optionalText(fields, "id") || derivedId(),
    model,
    version: optionalText(fields, "version"),
    time: timeOf(fields, "predictions", request),
    featuresNumber: features.numbers,
    featuresText: features.texts,
    outputText: output.text,
    outputNumber: output.number,
    scores: readScores(fields["scores"], request.limits.featuresMax),
    tags: readTags(fields, request),
    traceId: optionalText(fields, "traceId").toLowerCase(),
  };
}

function readFeatures(
  value: unknown,
  model: string,
  request: DecodeRequest,
): {
  readonly numbers: ReadonlyMap<string, number | null>;
  readonly texts: ReadonlyMap<string, string | null>;
} {
  const numbers = new Map<string, number | null>();
  const texts = new Map<string, string | null>();
  if (value === undefined || value === null) return { numbers, texts };
  if (!isFields(value)) throw badField("features", "an object of feature values", value);
  const types = request.memory.featureTypes;
  const textFeatures = types.of(model);
  let count = 0;
  for (const name in value) {
    count += 1;
    if (count > request.limits.featuresMax) throw tooMany("features", request.limits.featuresMax);
    const feature = value[name];
    if (typeof feature === "number") {
      // JSON has no NaN, but 1e999 is read as infinity.
      if (!Number.isFinite(feature)) throw notFinite(`features.${name}`);
      numbers.set(name, feature);
    } else if (feature === null) {
      if (textFeatures.has(name)) texts.set(name, null);
      else numbers.set(name, null);
    } else if (typeof feature === "string" || typeof feature === "boolean") {
      if (!textFeatures.has(name)) types.note(model, name);
      texts.set(name, String(feature).slice(0, request.limits.attributeLengthMax));
    } else {
      throw badField(`features.${name}`, "a number, a text, true, false or null", feature);
    }
  }
  return { numbers, texts };
}

/**
 * An output or a label: a number is kept as a number; a text, a truth value or JSON as text. What says by its `kind`
 * that it is a ranking, boxes, a forecast or a time to an event is checked to be one.
 *
 * @throws AcesoError "missing-field" | "bad-field" | "not-a-number"
 */
export function readOutcome(
  value: unknown,
  field: "output" | "label",
  lengthMax: number,
): { readonly text: string; readonly number: number | null } {
  const structured = readStructuredValue(value, field);
  return structured === null
    ? readValue(value, field, lengthMax)
    : { text: structured, number: null };
}

/** A number, or what else came as text; see {@link readOutcome}. */
export function readValue(
  value: unknown,
  field: string,
  lengthMax: number,
): { readonly text: string; readonly number: number | null } {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw notFinite(field);
      return { text: "", number: value };
    case "string":
      return { text: value.slice(0, lengthMax), number: null };
    case "boolean":
      return { text: String(value), number: null };
    case "object":
      if (value !== null) return { text: JSON.stringify(value).slice(0, lengthMax), number: null };
      throw badField(field, "a number, a text, true, false or an object", value);
    default:
      throw new AcesoError("missing-field", {
        field,
        expected: "a number, a text, true, false or an object",
      });
  }
}

function readScores(value: unknown, countMax: number): ReadonlyMap<string, number> {
  const scores = new Map<string, number>();
  if (value === undefined || value === null) return scores;
  if (!isFields(value)) throw badField("scores", "an object of numbers by class", value);
  for (const name in value) {
    const score = value[name];
    if (typeof score !== "number") throw badField(`scores.${name}`, "a number", score);
    if (!Number.isFinite(score)) throw notFinite(`scores.${name}`);
    scores.set(name, score);
    if (scores.size > countMax) throw tooMany("scores", countMax);
  }
  return scores;
}

/** Tags as sent; embeddings and the likelihood of the output as tags of their own. */
function readTags(fields: Fields, request: DecodeRequest): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const countMax = request.limits.featuresMax;
  const embeddings = fields["embeddings"];
  if (embeddings !== undefined && embeddings !== null) addEmbeddings(embeddings, tags, request);
  const logProbabilities = fields["logProbabilities"];
  if (logProbabilities !== undefined && logProbabilities !== null) {
    addLikelihood(logProbabilities, tags);
  }
  const value = fields["tags"];
  if (value === undefined || value === null) return tags;
  if (!isFields(value)) throw badField("tags", "an object of texts", value);
  for (const name in value) {
    const tag = value[name];
    if (typeof tag !== "string" && typeof tag !== "number" && typeof tag !== "boolean") {
      throw badField(`tags.${name}`, "a text", tag);
    }
    tags.set(name, String(tag).slice(0, 1_024));
    if (tags.size > countMax) throw tooMany("tags", countMax);
  }
  return tags;
}

/** Tokens of one output. */
const logProbabilitiesMax = 100_000;

function addLikelihood(value: unknown, tags: Map<string, string>): void {
  const field = "logProbabilities";
  if (!Array.isArray(value)) throw badField(field, "a list of numbers", value);
  if (value.length > logProbabilitiesMax) throw tooMany(field, logProbabilitiesMax);
  const numbers = value.map((each: unknown, place) => {
    if (typeof each !== "number") throw badField(`${field}[${place}]`, "a number", each);
    return each;
  });
  const likelihood = likelihoodOf(numbers);
  if (likelihood !== null) tags.set(likelihoodTag, packLikelihood(likelihood));
  else if (numbers.length > 0) {
    const expected = "natural logarithms of probabilities, at most 0";
    throw new AcesoError("bad-field", {
      field,
      expected,
      got: Math.max(...numbers.slice(0, 1_000)),
    });
  }
}

/** Embeddings of one prediction, and numbers of one embedding. */
const embeddingsMax = 8;
const embeddingLengthMax = 4_096;

function addEmbeddings(value: unknown, tags: Map<string, string>, request: DecodeRequest): void {
  if (!isFields(value)) throw badField("embeddings", "an object of lists of numbers", value);
  let count = 0;
  for (const name in value) {
    count += 1;
    if (count > embeddingsMax) throw tooMany("embeddings", embeddingsMax);
    const field = `embeddings.${name}`;
    const row = value[name];
    if (!Array.isArray(row)) throw badField(field, "a list of numbers", row);
    if (row.length < 2 || row.length > embeddingLengthMax) {
      const expected = `2 to ${embeddingLengthMax} numbers`;
      throw new AcesoError("bad-field", { field: field.slice(0, 100), expected, got: row.length });
    }
    const numbers = row.map((each: unknown, place) => {
      if (typeof each !== "number") throw badField(`${field}[${place}]`, "a number", each);
      if (!Number.isFinite(each)) throw notFinite(`${field}[${place}]`);
      return each;
    });
    const projected = request.memory.projection.project(numbers);
    tags.set(`${embeddingTag}${name.slice(0, 100)}`, packEmbedding(projected));
  }
}

function lazyBodyId(request: DecodeRequest): () => string {
  let id: string | undefined;
  return () => (id ??= bodyId(request.body));
}

function tooMany(field: string, limit: number): AcesoError {
  const params = { field, expected: `at most ${limit} entries`, got: "more" };
  return new AcesoError("bad-field", params);
}

function notFinite(field: string): AcesoError {
  return new AcesoError("not-a-number", { field: field.slice(0, 100) });
}
