import { AcesoError } from "../model/errors.ts";
import type { AttributeBag } from "./attribute-bag.ts";
import type { TimedSignal } from "./limits.ts";
import type { Resource } from "./otlp-envelope.ts";
import type { DecodeRequest } from "./protocol.ts";

/** Refuses a moment (UTC ms) outside retention and near future; shared by spans and records. */
export function checkTime(time: number, signal: TimedSignal, request: DecodeRequest): void {
  const earliest = request.now - request.limits.retentionMs[signal];
  if (time >= earliest && time <= request.now + request.limits.futureMsMax) return;
  throw new AcesoError("time-out-of-range", { time: Math.round(time) });
}

/**
 * Makes a bag what is kept on a row: the row's own attributes, then its resource's, at most
 * `attributesMax` in all. What was cut leaves its full length in `aceso.original_length.<name>`, what was
 * left out its count in `aceso.attributes_dropped`.
 */
export function keepAttributes(
  bag: AttributeBag,
  resource: Resource,
  bodies: Readonly<Record<string, string>>,
  request: DecodeRequest,
): void {
  const { attributesMax, attributeLengthMax, textLengthMax } = request.limits;
  const { text, number } = bag;
  for (const [name, value] of resource.kept) {
    if (text.has(name) || number.has(name)) continue;
    text.set(name, value);
    bag.textLengthMax = Math.max(bag.textLengthMax, value.length);
  }
  const dropped = Math.max(0, number.size + text.size - attributesMax);
  if (dropped > 0) dropLast(bag, dropped);
  if (bag.textLengthMax > attributeLengthMax) {
    for (const name of text.keys()) {
      const value = text.get(name) ?? "";
      if (value.length <= attributeLengthMax) continue;
      text.set(name, value.slice(0, attributeLengthMax));
      number.set(`aceso.original_length.${name}`, value.length);
    }
  }
  if (dropped > 0) number.set("aceso.attributes_dropped", dropped);
  for (const part in bodies) {
    const length = bodies[part]?.length ?? 0;
    if (length > textLengthMax) number.set(`aceso.original_length.${part}`, length);
  }
}

/** Drops numbers, then texts, the last ones first. */
function dropLast({ number, text }: AttributeBag, count: number): void {
  const numbers = Math.min(count, number.size);
  number.truncate(number.size - numbers);
  text.truncate(text.size - (count - numbers));
}
