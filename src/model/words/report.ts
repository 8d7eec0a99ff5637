import type { WordTable } from "./table.ts";

/** What the report of a model says beside the words of a check. */
export const reportWords = {
  "report.title": { en: "Model {model}", zh: "模型 {model}" },
  "report.fact.window": {
    en: "from {from:time} to {to:time} UTC",
    zh: "从 {from:time} 到 {to:time}（UTC）",
  },
  "report.fact.versions": { en: "versions: {versions}", zh: "版本：{versions}" },
  "report.section.incidents": { en: "Incidents", zh: "事件" },
  "report.section.monitors": { en: "Monitors", zh: "监视" },
  "report.section.labels": { en: "Labels", zh: "标签" },
  "report.section.estimate": { en: "Quality without labels", zh: "无标签质量预估" },
  "report.estimate.expected": {
    en: "{measure:word} expected {value:unit} ({low:unit} to {high:unit}) over {rows:number} predictions of the last hour",
    zh: "最近一小时 {rows:number} 次预测的预估{measure:word}为 {value:unit}（{low:unit} 至 {high:unit}）",
  },
  "report.estimate.truth": {
    en: "{measure:word} came out so far: {value:unit} of {labelled:number} that have their label",
    zh: "目前实际{measure:word}：{labelled:number} 次已有标签的预测中为 {value:unit}",
  },
  "report.estimate.none": {
    en: "only {share:percent} of the predictions resemble labelled ones: too few to say",
    zh: "仅有 {share:percent} 的预测与有标签的数据相似，不足以预估",
  },
  "report.section.drift": { en: "Inputs beside their reference", zh: "输入与参照的差异" },
  "report.section.slices": { en: "Where it fares worst", zh: "表现最差的切片" },
  "report.slice": {
    en: "{measure:word} {value:unit} in {rows:number} labelled predictions, {rest:unit} in the rest, within the hour before {to:time} UTC",
    zh: "在 {rows:number} 次有标签的预测中{measure:word}为 {value:unit}，其余为 {rest:unit}（{to:time} UTC 之前一小时内）",
  },
  "report.labels.came": {
    en: "{share:percent} of {predictions:number} predictions have their label, half of them within {median:ms}, 95 % within {most:ms}",
    zh: "{predictions:number} 次预测中 {share:percent} 已有标签，其中一半在 {median:ms} 内到达，95 % 在 {most:ms} 内",
  },
  "report.labels.none": {
    en: "none of {predictions:number} predictions has a label yet",
    zh: "{predictions:number} 次预测都还没有标签",
  },
  "check.name.labels": { en: "labels", zh: "标签" },
  "report.class.objective": { en: "objective", zh: "目标" },
  "report.class.evidence": { en: "evidence", zh: "佐证" },
  "report.no-incidents": { en: "no incident in this time", zh: "此期间没有事件" },
  "report.no-value": { en: "nothing was measured in this time", zh: "此期间没有测量值" },
  "report.fired": {
    en: "fired in {fired:number} of {windows:number} windows",
    zh: "{windows:number} 个窗口中有 {fired:number} 个触发",
  },
  "report.row.mean": { en: "mean (expected, measured)", zh: "均值（预期，实测）" },
  "report.row.last": { en: "last (expected, measured)", zh: "最近（预期，实测）" },
  "check.name.incidents": { en: "incident", zh: "事件" },
  "check.name.monitor": { en: "last window", zh: "最近窗口" },
  "check.name.firing": { en: "firing", zh: "触发" },
} as const satisfies WordTable;
