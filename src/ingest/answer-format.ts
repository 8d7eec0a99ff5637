import { isFields } from "./json-rows.ts";

/**
 * Whether the answer a span tells is what it declares.
 *
 * @param declared value of `gen_ai.output.type`; only "json" can be checked
 * @param output   the answer as the span carries it: plain text, messages as JSON, each with text in
 *   `content` or in its text parts, or a whole chat completion with such messages in its choices
 * @returns undefined where nothing is declared, or no text is told (a tool call, say). Never throws.
 */
export function isAnswerValid(declared: string | undefined, output: string): boolean | undefined {
  if (declared !== "json" || output === "") return undefined;
  const whole = parsed(output);
  const messages = whole === notJson ? undefined : messagesOf(whole);
  if (messages === undefined) return whole !== notJson;
  const texts = messages.map(textOf).filter((text) => text !== "");
  return texts.length === 0 ? undefined : texts.every((text) => parsed(text) !== notJson);
}

/** The words of an answer as a span carries it: plain text, or the texts of its messages. Never throws. */
export function answerText(output: string): string {
  const whole = parsed(output);
  const messages = whole === notJson ? undefined : messagesOf(whole);
  return messages === undefined ? output : messages.map(textOf).join("\n");
}

/** What a person asked, of a prompt as a span carries it: the last message of a user, or all words where none is. Never throws. */
export function promptText(input: string): string {
  const whole = parsed(input);
  const messages = whole === notJson ? undefined : messagesOf(whole);
  if (messages === undefined) return input;
  const asked = messages.findLast(
    (message) => message["role"] === "user" && textOf(message) !== "",
  );
  return asked === undefined ? messages.map(textOf).join("\n") : textOf(asked);
}

type Message = { readonly [field: string]: unknown };

/**
 * The entries of a list whose every entry is a message, and the messages of the choices of a whole chat completion;
 * undefined for any other JSON.
 */
function messagesOf(value: unknown): readonly Message[] | undefined {
  if (isFields(value) && value["object"] === "chat.completion") {
    const { choices } = value;
    if (!Array.isArray(choices)) return undefined;
    return messagesOf(choices.map((choice: unknown) => isFields(choice) && choice["message"]));
  }
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const messages = value.filter(
    (entry): entry is Message =>
      isFields(entry) && (Array.isArray(entry["parts"]) || "content" in entry) && "role" in entry,
  );
  return messages.length === value.length ? messages : undefined;
}

function textOf(message: Message): string {
  const { content, parts } = message;
  if (typeof content === "string") return content;
  const pieces: readonly unknown[] = Array.isArray(parts) ? parts : [];
  return pieces
    .map((part) => {
      if (!isFields(part) || part["type"] !== "text") return "";
      return typeof part["content"] === "string" ? part["content"] : "";
    })
    .join("");
}

const notJson = Symbol("not JSON");

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return notJson;
  }
}
