import type { Reply } from "../diagnose/reproduce/judge-replay.ts";
import type { CapturedInput } from "../model/captured-input.ts";
import { AcesoError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";

/** An inference endpoint, and how to speak with it. */
export interface ReplayEndpoint {
  readonly url: string;
  /** Name of the model at an OpenAI-compatible endpoint; empty for plain HTTP. */
  readonly openAiModel: string;
  /** Request body in which "$features" and "$prompt" stand for the input. */
  readonly body: Json;
  /** JSON pointer to the answer; empty to look for it under the usual names. */
  readonly answer: string;
  /** Bearer token; empty for none. */
  readonly key: string;
  readonly fetch: typeof globalThis.fetch;
}

const timeoutMs = 30_000;
const usualNames = ["output", "prediction", "answer", "result", "label", "class", "text"] as const;

/** The body sent where nobody says otherwise: as predictions are written on Aceso's own wire. */
export const usualBody: Json = { features: "$features" };

/** Sends one captured input; whatever goes wrong there is an error reply, never an exception. */
export async function replayInput(input: CapturedInput, endpoint: ReplayEndpoint): Promise<Reply> {
  const { url, openAiModel, key } = endpoint;
  const isChat = openAiModel !== "";
  const body = isChat
    ? { model: openAiModel, temperature: 0, messages: messagesOf(input) }
    : filled(endpoint.body, input);
  const headers = {
    "content-type": "application/json",
    ...(key === "" ? {} : { authorization: `Bearer ${key}` }),
  };
  try {
    const response = await endpoint.fetch(isChat ? chatUrl(url) : url, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (!response.ok) return { error: `HTTP ${response.status}` };
    const pointer = isChat ? "/choices/0/message/content" : endpoint.answer;
    const output = answerIn(text, pointer);
    return output === undefined ? { error: "no answer in the reply" } : { output };
  } catch (error) {
    return { error: error instanceof Error ? error.message : "no reply" };
  }
}

function chatUrl(url: string): string {
  const base = url.replace(/\/+$/, "");
  return base.endsWith("/chat/completions") ? base : `${base}/chat/completions`;
}

/** The template with the input in its places. */
function filled(template: Json, input: CapturedInput): Json {
  if (template === "$features") return input.features;
  if (template === "$prompt") return input.prompt;
  if (typeof template !== "object" || template === null) return template;
  if (isList(template)) return template.map((part) => filled(part, input));
  return Object.fromEntries(
    Object.entries(template).map(([name, part]) => [name, filled(part, input)]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** What a model was asked as chat messages: recorded ones (also with parts, as OpenTelemetry writes them), or one text. */
function messagesOf({ prompt }: CapturedInput): readonly Json[] {
  const parsed = parsedOf(prompt);
  if (parsed === undefined || !isList(parsed)) return [{ role: "user", content: prompt }];
  return parsed.flatMap((message): readonly Json[] => {
    if (typeof message !== "object" || message === null || isList(message)) return [];
    const { role = "user", content, parts } = message;
    if (content !== undefined) return [{ role, content }];
    if (parts === undefined || !isList(parts)) return [];
    const texts = parts.flatMap((part) =>
      typeof part === "object" && part !== null && !isList(part) && "content" in part
        ? [typeof part["content"] === "string" ? part["content"] : JSON.stringify(part["content"])]
        : [],
    );
    return [{ role, content: texts.join("\n") }];
  });
}

function parsedOf(text: string): Json | undefined {
  try {
    // JSON.parse gives JSON values and nothing else.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The answer as predictions record it: a text as it stands, anything else as JSON. */
function answerIn(text: string, pointer: string): string | undefined {
  const parsed = parsedOf(text);
  if (parsed === undefined) return pointer === "" ? text.trim() : undefined;
  const found = pointer === "" ? usualAnswer(parsed) : at(parsed, pointer);
  if (found === undefined) return undefined;
  return typeof found === "string" ? found : JSON.stringify(found);
}

function usualAnswer(value: Json): Json | undefined {
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.length === 1 ? usualAnswer(value[0] ?? null) : undefined;
  for (const name of usualNames) {
    const found = value[name];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** RFC 6901. */
function at(value: Json, pointer: string): Json | undefined {
  let current: Json | undefined = value;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof current !== "object" || current === null) return undefined;
    current = isList(current) ? current[Number(name)] : current[name];
  }
  return current;
}

/**
 * A body template as written on the command line.
 *
 * @throws AcesoError "bad-field" for text that is no JSON
 */
export function bodyTemplate(text: string): Json {
  const template = parsedOf(text);
  if (template !== undefined) return template;
  const expected = `JSON with "$features" or "$prompt" in it, for example {"inputs": ["$features"]}`;
  throw new AcesoError("bad-field", { field: "--body", expected, got: text });
}
