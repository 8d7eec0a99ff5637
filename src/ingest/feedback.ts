import { feedbackTags, type PredictionRow } from "../model/signals.ts";
import {
  decodeRows,
  failJson,
  jsonContentTypes,
  optionalText,
  requiredText,
  succeedJson,
  timeOf,
} from "./json-rows.ts";
import { readValue } from "./predictions.ts";
import type { Protocol } from "./protocol.ts";

/**
 * What people and business made of predictions, by their id: a thumb, a conversion, revenue, an edit, a
 * judge's score. Each kind becomes a signal of its own, the model `MODEL:NAME`, whose output is the value;
 * the store fills in the version of the prediction where the sender did not say it.
 */
export const feedback: Protocol = {
  name: "feedback",
  routes: [{ method: "POST", path: "/api/v1/feedback" }],
  contentTypes: jsonContentTypes,
  encodings: ["identity", "gzip", "deflate"],
  decode(request) {
    const { rows, rejections } = decodeRows(request, (fields): PredictionRow => {
      const { value = true } = fields;
      // Yes and no are 1 and 0, so that their mean is a share.
      const number = typeof value === "boolean" ? Number(value) : value;
      const read = readValue(number, "value", request.limits.attributeLengthMax);
      const of = requiredText(fields, "id", "the id of the prediction");
      const model = requiredText(fields, "model", "the name of the model");
      const name = requiredText(fields, "name", "what was told, such as conversion");
      return {
        id: of,
        model: `${model}:${name}`,
        version: optionalText(fields, "version"),
        time: timeOf(fields, "predictions", request),
        featuresNumber: new Map(),
        featuresText: new Map(),
        outputText: read.text,
        outputNumber: read.number,
        scores: new Map(),
        tags: new Map([
          [feedbackTags.model, model],
          [feedbackTags.id, of],
        ]),
        traceId: "",
      };
    });
    return {
      batch: { project: request.project, receivedAt: request.now, predictions: rows },
      accepted: rows.length,
      rejected: rejections.list(),
    };
  },
  succeed: succeedJson,
  fail: failJson,
};
