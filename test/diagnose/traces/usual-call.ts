import type { LlmSpan } from "../../../src/diagnose/traces/llm-tally.ts";

/** A call of a language model that went well. */
export const usual: LlmSpan = {
  part: "call",
  traceId: "",
  name: "chat",
  isError: false,
  message: "",
  finishReason: "stop",
  inputTokens: 400,
  outputTokens: 50,
  isRefusal: false,
  score: null,
  served: "writer-2026-03",
  settings: { "gen_ai.request.max_tokens": "1024" },
};
