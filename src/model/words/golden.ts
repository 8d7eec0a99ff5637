import type { WordTable } from "./table.ts";

/** What a run of a golden set says. */
export const goldenWords = {
  "golden.title": { en: "Golden set: {model} {version}", zh: "黄金集：{model} {version}" },
  "golden.fact": {
    en: "{answers:number} answers to {rows:number} questions",
    zh: "{rows:number} 个问题，{answers:number} 个回答",
  },
  "golden.section.calls": { en: "Calls", zh: "调用" },
  "golden.section.before": { en: "Against the earlier run", zh: "与先前一次相比" },
  "golden.sent": {
    en: "sent to Aceso as model {model}, version {version}: {count:number} predictions with labels",
    zh: "已作为模型 {model} 版本 {version} 发送到 Aceso：{count:number} 条带标签的预测",
  },
  "golden.kept": { en: "answers written to {path}", zh: "回答已写入 {path}" },
  "check.name.golden": { en: "golden set", zh: "黄金集" },
  "check.golden.answered": {
    en: "every call was answered; median {median:ms}, 95 % within {p95:ms}",
    zh: "所有调用均有回答；中位数 {median:ms}，95% 在 {p95:ms} 以内",
  },
  "check.golden.failed": {
    en: "{count:number} calls failed, the first by: {problem}; median {median:ms}, 95 % within {p95:ms}",
    zh: "{count:number} 次调用失败，首个原因：{problem}；中位数 {median:ms}，95% 在 {p95:ms} 以内",
  },
  "check.golden.left": {
    en: "{count:number} questions were not asked: the time was used up",
    zh: "时间用尽，{count:number} 个问题未提问",
  },
  "check.golden.value": {
    en: "{measure:word} {value:unit} ({low:unit} to {high:unit})",
    zh: "{measure:word} {value:unit}（{low:unit} 至 {high:unit}）",
  },
  "check.golden.kept": {
    en: "{measure:word} {value:unit} ({low:unit} to {high:unit}), limit {limit:unit}",
    zh: "{measure:word} {value:unit}（{low:unit} 至 {high:unit}），界限 {limit:unit}",
  },
  "check.golden.close": {
    en: "{measure:word} {value:unit} ({low:unit} to {high:unit}) is beyond the limit {limit:unit}, too few rows to be sure",
    zh: "{measure:word} {value:unit}（{low:unit} 至 {high:unit}）越过界限 {limit:unit}，行数太少，不能确定",
  },
  "check.golden.missed": {
    en: "{measure:word} {value:unit} ({low:unit} to {high:unit}) is beyond the limit {limit:unit}",
    zh: "{measure:word} {value:unit}（{low:unit} 至 {high:unit}）越过界限 {limit:unit}",
  },
  "check.golden.unmeasured": {
    en: "a limit is set for {measure}, which is not measured here",
    zh: "为 {measure} 设置了界限，但此处没有测量它",
  },
  "check.golden.turned": {
    en: "{broken:number} right answers became wrong, {fixed:number} wrong ones right, {same:number} as before (p {p:number})",
    zh: "{broken:number} 个正确回答变错，{fixed:number} 个错误回答变对，{same:number} 个不变（p {p:number}）",
  },
} as const satisfies WordTable;
