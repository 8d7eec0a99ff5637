import * as fc from "fast-check";
import { expect, it } from "vitest";
import { isAnswerValid } from "../../src/ingest/answer-format.ts";

const message = (content: string) =>
  JSON.stringify([{ role: "assistant", parts: [{ type: "text", content }] }]);

it.each([
  ["plain JSON", '{"a": 1}', true],
  ["plain text", "sorry", false],
  ["text of a message", message('{"a": 1}'), true],
  ["a message that is no JSON", message("Here you are: {}"), false],
  ["content of a numbered message", '[{"role": "assistant", "content": "[1]"}]', true],
  ["a list that is the answer itself", '[{"role": "king"}]', true],
  ["a tool call", '[{"role": "assistant", "parts": [{"type": "tool_call"}]}]', undefined],
  ["nothing told", "", undefined],
])("%s", (_, output, expected) => {
  expect(isAnswerValid("json", output)).toBe(expected);
});

it("only what is declared to be JSON is judged, and no text is too odd", () => {
  expect(isAnswerValid(undefined, "{}")).toBeUndefined();
  expect(isAnswerValid("text", "sorry")).toBeUndefined();
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => void isAnswerValid("json", text)),
  );
});
