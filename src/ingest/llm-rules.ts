/**
 * Which attributes say what about a call to a language model, over all naming generations of the
 * OpenTelemetry GenAI conventions, OpenInference, Traceloop, the Vercel AI SDK and Langfuse. Data, not
 * code per SDK: the first present, non-empty value wins. The GenAI conventions are all "development",
 * so names may be added here at any time.
 */

/** The first rule whose attribute is present decides whether a span is an inference. */
export const inferenceRules: readonly {
  readonly attribute: string;
  /** Values that mean inference; "any" where presence is enough. */
  readonly is?: readonly string[] | "any";
  readonly endsWith?: readonly string[];
}[] = [
  {
    attribute: "gen_ai.operation.name",
    is: ["chat", "text_completion", "generate_content", "embeddings"],
  },
  { attribute: "openinference.span.kind", is: ["LLM", "EMBEDDING"] },
  { attribute: "llm.request.type", is: ["chat", "completion", "embedding", "rerank"] },
  { attribute: "ai.operationId", endsWith: [".doGenerate", ".doStream", ".doEmbed"] },
  { attribute: "langfuse.observation.type", is: ["generation", "embedding"] },
  { attribute: "gen_ai.request.model", is: "any" },
];

/** Attributes that name the model, requested first. */
export const modelRules = [
  "gen_ai.request.model",
  "llm.request.model_name",
  "llm.model_name",
  "embedding.model_name",
  "ai.model.id",
  "langfuse.observation.model.name",
] as const;

/** Fields of the record that are texts. */
export const textRules = {
  operation: [
    "gen_ai.operation.name",
    "llm.request.type",
    "ai.operationId",
    "langfuse.observation.type",
    "openinference.span.kind",
  ],
  provider: [
    "gen_ai.provider.name",
    "gen_ai.system",
    "llm.provider",
    "llm.system",
    "ai.model.provider",
  ],
  requestModel: modelRules,
  responseModel: [
    "gen_ai.response.model",
    "llm.response.model_name",
    "llm.model_name",
    "ai.response.model",
    "langfuse.observation.model.name",
  ],
  finishReason: [
    "gen_ai.response.finish_reasons",
    "gen_ai.response.finish_reason",
    "llm.finish_reason",
    "ai.response.finishReason",
  ],
  session: [
    "gen_ai.conversation.id",
    "session.id",
    "langfuse.session.id",
    "traceloop.association.properties.session_id",
    "ai.telemetry.metadata.sessionId",
  ],
  user: [
    "user.id",
    "enduser.id",
    "gen_ai.user",
    "llm.user",
    "langfuse.user.id",
    "traceloop.association.properties.user_id",
    "ai.telemetry.metadata.userId",
  ],
} as const satisfies { readonly [field: string]: readonly string[] };

/** Token counts; all caches and reasoning are parts of the totals. `keys` look into a JSON attribute. */
export const tokenRules = {
  inputTokens: {
    names: [
      "gen_ai.usage.input_tokens",
      "gen_ai.usage.prompt_tokens",
      "llm.token_count.prompt",
      "ai.usage.inputTokens",
      "ai.usage.promptTokens",
      "ai.usage.tokens",
    ],
    keys: ["input", "promptTokens", "prompt_tokens", "input_tokens"],
  },
  outputTokens: {
    names: [
      "gen_ai.usage.output_tokens",
      "gen_ai.usage.completion_tokens",
      "llm.token_count.completion",
      "ai.usage.outputTokens",
      "ai.usage.completionTokens",
    ],
    keys: ["output", "completionTokens", "completion_tokens", "output_tokens"],
  },
  cacheReadTokens: {
    names: [
      "gen_ai.usage.cache_read.input_tokens",
      "gen_ai.usage.cache_read_input_tokens",
      "llm.token_count.prompt_details.cache_read",
      "ai.usage.cachedInputTokens",
    ],
    keys: ["cache_read_input_tokens", "input_cached_tokens", "cachedInputTokens"],
  },
  cacheWriteTokens: {
    names: [
      "gen_ai.usage.cache_write.input_tokens",
      "gen_ai.usage.cache_creation.input_tokens",
      "gen_ai.usage.cache_creation_input_tokens",
      "llm.token_count.prompt_details.cache_write",
    ],
    keys: ["cache_creation_input_tokens", "input_cache_creation"],
  },
  reasoningTokens: {
    names: [
      "gen_ai.usage.reasoning.output_tokens",
      "gen_ai.usage.reasoning_tokens",
      "llm.token_count.completion_details.reasoning",
      "ai.usage.reasoningTokens",
    ],
    keys: ["output_reasoning_tokens", "reasoning_tokens", "reasoningTokens"],
  },
} as const;
/** The JSON attribute that `keys` above look into. */
export const usageJsonName = "langfuse.observation.usage_details";

/** Cost of the call in USD as the sender computed it; `keys` look into the JSON attribute `json`. */
export const costRules = {
  names: ["gen_ai.usage.cost", "gen_ai.usage.cost_usd", "llm.cost.total"],
  json: "langfuse.observation.cost_details",
  keys: ["total"],
} as const;

/** Time to first token; senders use seconds and milliseconds, so every name has its factor to ms. */
export const firstTokenRules = [
  { name: "gen_ai.response.time_to_first_chunk", toMs: 1_000 },
  { name: "gen_ai.client.inference.time_to_first_chunk", toMs: 1_000 },
  { name: "gen_ai.client.operation.time_to_first_chunk", toMs: 1_000 },
  { name: "gen_ai.server.time_to_first_token", toMs: 1_000 },
  { name: "ai.response.msToFirstChunk", toMs: 1 },
] as const;
/** A moment (ISO 8601, sometimes in quotes) whose distance from the span's start is the time to first token. */
export const firstTokenMomentName = "langfuse.observation.completion_start_time";
/** A span event that happens at the first token. */
export const firstTokenEvents = ["ai.stream.firstChunk", "gen_ai.first_token"] as const;

/** Prompt and answer: whole attributes, then attributes numbered per message (prefix.N.…). */
export const bodyRules = {
  input: {
    names: [
      "gen_ai.input.messages",
      "gen_ai.prompt",
      "input.value",
      "ai.prompt.messages",
      "ai.prompt",
      "traceloop.entity.input",
      "langfuse.observation.input",
    ],
    prefixes: ["gen_ai.prompt.", "llm.input_messages.", "llm.prompts."],
  },
  output: {
    names: [
      "gen_ai.output.messages",
      "gen_ai.completion",
      "output.value",
      "ai.response.text",
      "ai.response.object",
      "traceloop.entity.output",
      "langfuse.observation.output",
    ],
    prefixes: ["gen_ai.completion.", "llm.output_messages.", "llm.choices."],
  },
} as const;
/** Names under a body prefix that are facts of their own. */
export const notBodyNames: ReadonlySet<string> = new Set([
  "gen_ai.prompt.name",
  "gen_ai.prompt.version",
]);

// old provider name → the present one (semantic conventions 1.37)
export const providerNames: { readonly [old: string]: string } = {
  gemini: "gcp.gemini",
  vertex_ai: "gcp.vertex_ai",
  "az.ai.openai": "azure.ai.openai",
  "az.ai.inference": "azure.ai.inference",
  xai: "x_ai",
};
