import { AcesoError } from "../model/errors.ts";
import { hash64, toBigInt } from "../model/series-id.ts";
import { changeKinds, type ChangeKind, type ChangeRow } from "../model/signals.ts";
import {
  badField,
  decodeRows,
  failJson,
  jsonContentTypes,
  optionalText,
  requiredText,
  succeedJson,
  timeOf,
  type Fields,
} from "./json-rows.ts";
import type { DecodeRequest, Protocol } from "./protocol.ts";

/**
 * What people and pipelines did: deploys, configuration, prompts, data. Without `id` a change gets
 * one from what it says, so that the same change told twice is one.
 */
export const changes: Protocol = {
  name: "changes",
  routes: [{ method: "POST", path: "/api/v1/changes" }],
  contentTypes: jsonContentTypes,
  encodings: ["identity", "gzip", "deflate"],
  decode(request) {
    const { rows, rejections } = decodeRows(request, (fields) => readChange(fields, request));
    return {
      batch: { project: request.project, receivedAt: request.now, changes: rows },
      accepted: rows.length,
      rejected: rejections.list(),
    };
  },
  succeed: succeedJson,
  fail: failJson,
};

function readChange(fields: Fields, request: DecodeRequest): ChangeRow {
  const model = optionalText(fields, "model");
  const component = optionalText(fields, "component");
  if (model === "" && component === "") {
    const expected = "the model or the service that was changed";
    throw new AcesoError("missing-field", { field: "model or component", expected });
  }
  const change = {
    kind: readKind(fields["kind"]),
    model,
    component,
    version: optionalText(fields, "version"),
    from: optionalText(fields, "from", 8_192),
    to: optionalText(fields, "to", 8_192),
    time: timeOf(fields, "changes", request),
    title: requiredText(fields, "title", "one line for people"),
    url: readUrl(fields),
  };
  const derived = () => toBigInt(hash64(JSON.stringify(change))).toString(16);
  return { id: optionalText(fields, "id") || derived(), ...change };
}

function readKind(value: unknown): ChangeKind {
  const found = changeKinds.find((kind) => kind === value);
  if (found) return found;
  if (value === undefined) {
    throw new AcesoError("missing-field", { field: "kind", expected: changeKinds.join(", ") });
  }
  throw badField("kind", `one of ${changeKinds.join(", ")}`, value);
}

/** Links are shown to people, so only web addresses are taken. */
function readUrl(fields: Fields): string {
  const url = optionalText(fields, "url", 2_048);
  if (url === "" || /^https?:\/\//i.test(url)) return url;
  throw badField("url", "an http or https address", url);
}
