import { parseDuration } from "../config/config.ts";
import { AcesoError } from "../model/errors.ts";
import { day, type TimeMs } from "../model/time.ts";
import { modelReport } from "../report/model-report.ts";
import { writeReport } from "./check.ts";
import { clientOf } from "./client.ts";
import { reportResources } from "./report-resources.ts";
import type { Command } from "./world.ts";

/**
 * aceso report --model M [--from TIME] [--to TIME]: what happened to a model, from a running Aceso: its
 * incidents and the course of every monitor, or with `--resources` what machines have and use of it, in
 * the formats of `aceso check`. Exit 1 when an incident
 * is open or a monitor fires.
 */
export const report: Command = async (line, world) => {
  const { model, from, to } = line.flags;
  const now = world.now();
  const end = typeof to === "string" ? timeOf(to, "--to", now) : now;
  const start = typeof from === "string" ? timeOf(from, "--from", now) : end - day;
  if (start >= end) {
    throw new AcesoError("bad-field", {
      field: "--from",
      expected: "before --to",
      got: String(from),
    });
  }
  if (line.flags["resources"] === true) return reportResources({ start, end }, line, world);
  if (typeof model !== "string") {
    throw new AcesoError("missing-field", { field: "--model", expected: "the name of a model" });
  }
  const answer = await clientOf(line, world).call("GET /api/v1/models/:model", {
    params: { model },
    query: { from: start, to: end },
  });
  const history = {
    model,
    window: { start, end },
    versions: answer.head.facts.versions.map(({ version }) => version),
    labels: answer.labels,
    estimate: answer.estimate,
    drift: answer.drift,
    slices: answer.slices,
    charts: answer.charts,
    incidents: answer.incidents,
  };
  return writeReport(modelReport(history), line, world);
};

/** A moment: ISO 8601, UTC milliseconds, or a duration before now such as 24h or 7d. */
function timeOf(text: string, field: string, now: TimeMs): TimeMs {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago;
  const time = /^\d{12,14}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(time)) return time;
  const expected = "a time such as 2026-01-31T12:00Z, or how long ago, such as 24h";
  throw new AcesoError("bad-field", { field, expected, got: text });
}
