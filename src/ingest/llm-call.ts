import { firstOf, identityRules, type AttributeReader } from "../model/identity.ts";
import type { LlmCall } from "../model/signals.ts";
import type { AttributeList } from "./attribute-bag.ts";
import { isFields, type Fields } from "./json-rows.ts";
import {
  bodyRules,
  costRules,
  firstTokenEvents,
  firstTokenMomentName,
  firstTokenRules,
  inferenceRules,
  notBodyNames,
  providerNames,
  textRules,
  tokenRules,
  usageJsonName,
} from "./llm-rules.ts";
import type { PriceTable } from "./protocol.ts";

/** What the rules look at. */
export interface LlmSource {
  readonly read: AttributeReader;
  readonly startNs: bigint;
  readonly events: readonly { readonly name: string; readonly timeNs: bigint }[];
  readonly prices: PriceTable;
}

/** The record of a call to a language model, or null when the span is no inference. Never throws. */
export function llmCallOf(source: LlmSource): LlmCall | null {
  const { read } = source;
  if (!isInference(read)) return null;
  const usage = parsedFields(read(usageJsonName));
  const counts = withCaches({
    inputTokens: tokensOf("inputTokens", read, usage),
    outputTokens: tokensOf("outputTokens", read, usage),
    cacheReadTokens: tokensOf("cacheReadTokens", read, usage),
    cacheWriteTokens: tokensOf("cacheWriteTokens", read, usage),
    reasoningTokens: tokensOf("reasoningTokens", read, usage),
  });
  const requestModel = firstOf(textRules.requestModel, read);
  const responseModel = firstOf(textRules.responseModel, read);
  return {
    operation: firstOf(textRules.operation, read),
    provider: providerOf(firstOf(textRules.provider, read)),
    requestModel,
    responseModel,
    ...counts,
    costUsd: reportedCost(read) ?? pricedCost(source.prices, [responseModel, requestModel], counts),
    timeToFirstTokenMs: firstTokenMs(source),
    finishReason: firstOfList(firstOf(textRules.finishReason, read)),
    promptName: firstOf(identityRules.promptName, read),
    promptVersion: firstOf(identityRules.promptVersion, read),
    session: firstOf(textRules.session, read),
    user: firstOf(textRules.user, read),
  };
}

/**
 * Takes the prompt and the answer out of a span's texts: whole attributes, else numbered ones put
 * together as JSON messages. The attributes that carried them are removed, so no text is kept twice.
 */
export function takeBodies(texts: AttributeList<string>): {
  readonly input: string;
  readonly output: string;
} {
  return { input: takeBody(texts, bodyRules.input), output: takeBody(texts, bodyRules.output) };
}

function isInference(read: AttributeReader): boolean {
  for (const rule of inferenceRules) {
    const value = read(rule.attribute);
    if (value === undefined || value === "") continue;
    if (rule.is === "any") return true;
    return Boolean(
      rule.is?.includes(value) || rule.endsWith?.some((ending) => value.endsWith(ending)),
    );
  }
  return false;
}

type TokenField = keyof typeof tokenRules;

function tokensOf(field: TokenField, read: AttributeReader, usage: Fields): number | null {
  const rule = tokenRules[field];
  for (const name of rule.names) {
    const count = countOf(read(name));
    if (count !== null) return count;
  }
  for (const key of rule.keys) {
    const count = countOf(usage[key]);
    if (count !== null) return count;
  }
  return null;
}

/** A present, finite, non-negative number, also when written as a text; else null. */
function countOf(value: unknown): number | null {
  if (value === undefined || value === null || value === "") return null;
  const count = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  return Number.isFinite(count) && count >= 0 ? count : null;
}

/** Some providers count only uncached input; a cache greater than the total gives them away. */
function withCaches(counts: Record<TokenField, number | null>): Record<TokenField, number | null> {
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = counts;
  if (inputTokens === null || cacheReadTokens === null || cacheReadTokens <= inputTokens) {
    return counts;
  }
  return { ...counts, inputTokens: inputTokens + cacheReadTokens + (cacheWriteTokens ?? 0) };
}

function reportedCost(read: AttributeReader): number | null {
  for (const name of costRules.names) {
    const cost = countOf(read(name));
    if (cost !== null) return cost;
  }
  const details = parsedFields(read(costRules.json));
  for (const key of costRules.keys) {
    const cost = countOf(details[key]);
    if (cost !== null) return cost;
  }
  return null;
}

function pricedCost(
  prices: PriceTable,
  models: readonly string[],
  counts: Record<TokenField, number | null>,
): number | null {
  if (counts.inputTokens === null && counts.outputTokens === null) return null;
  for (const model of models) {
    const price = priceOf(prices, model);
    if (!price) continue;
    // The prompt's tokens include those read from a cache or written to it.
    const read = counts.cacheReadTokens ?? 0;
    const written = counts.cacheWriteTokens ?? 0;
    const plain = Math.max(0, (counts.inputTokens ?? 0) - read - written);
    const input =
      plain * price.input +
      read * (price.cacheRead ?? price.input) +
      written * (price.cacheWrite ?? price.input);
    return (input + (counts.outputTokens ?? 0) * price.output) / 1e6;
  }
  return null;
}

/** The price of exactly this model, else of the longest name ending in * that begins it. */
function priceOf(prices: PriceTable, model: string): PriceTable[string] | undefined {
  if (Object.hasOwn(prices, model)) return prices[model];
  const [longest] = Object.keys(prices)
    .filter((name) => name.endsWith("*") && model.startsWith(name.slice(0, -1)))
    .sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : prices[longest];
}

function firstTokenMs(source: LlmSource): number | null {
  for (const { name, toMs } of firstTokenRules) {
    const value = countOf(source.read(name));
    if (value !== null) return value * toMs;
  }
  const moment = Date.parse((source.read(firstTokenMomentName) ?? "").replaceAll('"', ""));
  if (Number.isFinite(moment)) return Math.max(0, moment - Number(source.startNs) / 1e6);
  for (const event of source.events) {
    if (!firstTokenEvents.some((name) => name === event.name)) continue;
    return Math.max(0, Number(event.timeNs - source.startNs) / 1e6);
  }
  return null;
}

function providerOf(name: string): string {
  // The AI SDK writes "openai.chat": the part before the first dot, unless the name is a known one.
  const known = providerNames[name];
  if (known) return known;
  return /^[a-z]+\.(chat|responses|completion|embedding|messages)$/.test(name)
    ? name.slice(0, name.indexOf("."))
    : name;
}

function firstOfList(value: string): string {
  if (!value.startsWith("[")) return value;
  const list = parsed(value);
  return Array.isArray(list) && typeof list[0] === "string" ? list[0] : "";
}

function parsedFields(value: string | undefined): Fields {
  const found = value === undefined || value === "" ? undefined : parsed(value);
  return isFields(found) ? found : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function takeBody(
  texts: AttributeList<string>,
  rule: { readonly names: readonly string[]; readonly prefixes: readonly string[] },
): string {
  let whole = "";
  for (const name of rule.names) {
    const value = texts.get(name);
    if (value === undefined) continue;
    if (whole === "") whole = value;
    texts.delete(name);
  }
  // message number → its fields
  const messages = new Map<string, Record<string, string>>();
  for (const name of texts.keys()) {
    const prefix = rule.prefixes.find((start) => name.startsWith(start));
    if (prefix === undefined || notBodyNames.has(name)) continue;
    const [number = "", ...path] = name.slice(prefix.length).split(".");
    const message = messages.get(number) ?? {};
    message[path.filter((part) => part !== "message").join(".") || "content"] =
      texts.get(name) ?? "";
    messages.set(number, message);
    texts.delete(name);
  }
  if (whole !== "" || messages.size === 0) return whole;
  return JSON.stringify([...messages.values()]);
}
