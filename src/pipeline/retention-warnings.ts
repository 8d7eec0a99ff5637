import { say, type Message } from "../model/message.ts";
import { day, type TimeMs } from "../model/time.ts";

/** Detectors learn a weekly season: two of them must be kept. */
const seasonsMs = 14 * day;

/** Which retention is shorter than what is in use: a season, a reference window, a label's delay. */
export function retentionWarnings(settings: {
  readonly retention: { readonly [signal: string]: TimeMs };
  readonly labelHorizonMs: TimeMs;
}): readonly Message[] {
  const { retention, labelHorizonMs } = settings;
  const needs = [
    { signal: "samples", needed: seasonsMs, reason: "season" },
    { signal: "spans", needed: seasonsMs, reason: "season" },
    { signal: "evaluations", needed: seasonsMs, reason: "season" },
    { signal: "predictions", needed: seasonsMs, reason: "reference" },
    { signal: "predictions", needed: labelHorizonMs, reason: "labels" },
    { signal: "outcomes", needed: seasonsMs, reason: "season" },
  ];
  return needs.flatMap(({ signal, needed, reason }) => {
    const kept = retention[signal];
    if (kept === undefined || kept >= needed) return [];
    return [say(`pipeline/retention-short-${reason}`, { signal, kept, needed })];
  });
}
