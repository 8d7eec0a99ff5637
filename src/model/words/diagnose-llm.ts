import type { WordTable } from "./table.ts";

/** What diagnoses say of calls to language models. */
export const diagnoseLlmWords = {
  "diagnose/llm-refusals": {
    en: "answers of {name} that decline rose from {before:percent} to {after:percent} ({rows} calls)",
    zh: "{name} 拒答的比例由 {before:percent} 升至 {after:percent}（{rows} 次调用）",
  },
  "diagnose/llm-cut-short": {
    en: "answers of {name} cut short by a limit of length rose from {before:percent} to {after:percent} ({rows} calls)",
    zh: "{name} 因长度上限被截断的回答由 {before:percent} 升至 {after:percent}（{rows} 次调用）",
  },
  "diagnose/llm-context-full": {
    en: "prompts of {name} that end at {tokens} tokens rose from {before:percent} to {after:percent}: the context is full, the rest is cut off",
    zh: "{name} 止于 {tokens} 个 token 的提示词由 {before:percent} 升至 {after:percent}：上下文已满，其余内容被截断",
  },
  "diagnose/llm-tool-errors": {
    en: "errors of the tool {tool} that {name} calls rose from {before:percent} to {after:percent}",
    zh: "{name} 调用的工具 {tool} 的错误率由 {before:percent} 升至 {after:percent}",
  },
  "diagnose/llm-tool-errors-say": {
    en: "errors of the tool {tool} that {name} calls rose from {before:percent} to {after:percent}: “{sample}”",
    zh: "{name} 调用的工具 {tool} 的错误率由 {before:percent} 升至 {after:percent}：“{sample}”",
  },
  "diagnose/llm-prompt-tokens": {
    en: "prompts of {name} went from {before} to {after} tokens on average",
    zh: "{name} 的提示词平均由 {before} 个 token 增至 {after} 个",
  },
  "diagnose/llm-answer-tokens": {
    en: "answers of {name} went from {before} to {after} tokens on average",
    zh: "{name} 的回答平均由 {before} 个 token 增至 {after} 个",
  },
  "diagnose/llm-loops": {
    en: "a request now takes {after} calls of {name} instead of {before}",
    zh: "一次请求现在要调用 {name} {after} 次，之前为 {before} 次",
  },
  "diagnose/llm-served-switched": {
    en: "the provider of {name} answers with {after} instead of {before} ({share:percent} of the calls)",
    zh: "{name} 的提供方改用 {after} 应答，之前为 {before}（占调用的 {share:percent}）",
  },
  "diagnose/llm-setting-changed": {
    en: "calls of {name} ask with {setting} = {after} instead of {before} ({share:percent} of the calls)",
    zh: "{name} 的调用参数 {setting} 由 {before} 变为 {after}（占调用的 {share:percent}）",
  },
  "diagnose/llm-answers-as-before": {
    en: "answers of {name} are as good, as long and as fast as before",
    zh: "{name} 的回答在质量、长度与速度上如常",
  },
  "diagnose/settings-changed-seen": {
    en: "calls to the language model are made with other settings",
    zh: "对语言模型的调用使用了不同的参数",
  },
  "diagnose/settings-changed-absent": {
    en: "calls to the language model are made with the same settings",
    zh: "对语言模型的调用参数未变",
  },
  "diagnose/tools-failing-seen": {
    en: "a tool that the language model calls fails",
    zh: "语言模型调用的工具出错",
  },
  "diagnose/tools-failing-absent": {
    en: "the tools that the language model calls work",
    zh: "语言模型调用的工具正常",
  },
  "diagnose/model-busier-seen": {
    en: "a request takes longer prompts, longer answers or more calls of the language model",
    zh: "每次请求的提示词更长、回答更长或调用次数更多",
  },
  "diagnose/model-busier-absent": {
    en: "a request takes as many tokens and calls of the language model as before",
    zh: "每次请求的 token 用量与调用次数如常",
  },
  "diagnose/llm-bad-alike": {
    en: "of {bad} bad answers of {name}, {held:percent} have {where}; {share:percent} of the answers with it are bad",
    zh: "{name} 的 {bad} 个异常回答中有 {held:percent} 符合 {where}；符合该条件的回答有 {share:percent} 异常",
  },
  "diagnose/llm-usual": {
    en: "refusals, cut-off answers, tools and tokens of {name} are as before",
    zh: "{name} 的拒答、截断、工具调用与 token 用量如常",
  },
} as const satisfies WordTable;
