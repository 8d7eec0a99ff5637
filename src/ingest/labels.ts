import type { LabelRow } from "../model/signals.ts";
import {
  decodeRows,
  failJson,
  jsonContentTypes,
  requiredText,
  succeedJson,
  timeOf,
} from "./json-rows.ts";
import { readOutcome } from "./predictions.ts";
import type { Protocol } from "./protocol.ts";

/** The truth about predictions, by their id: one object, an array, or NDJSON. */
export const labels: Protocol = {
  name: "labels",
  routes: [{ method: "POST", path: "/api/v1/labels" }],
  contentTypes: jsonContentTypes,
  encodings: ["identity", "gzip", "deflate"],
  decode(request) {
    const { rows, rejections } = decodeRows(request, (fields): LabelRow => {
      const label = readOutcome(fields["label"], "label", request.limits.textLengthMax);
      return {
        id: requiredText(fields, "id", "the id of the prediction"),
        model: requiredText(fields, "model", "the name of the model"),
        labelText: label.text,
        labelNumber: label.number,
        time: timeOf(fields, "labels", request),
      };
    });
    return {
      batch: { project: request.project, receivedAt: request.now, labels: rows },
      accepted: rows.length,
      rejected: rejections.list(),
    };
  },
  succeed: succeedJson,
  fail: failJson,
};
