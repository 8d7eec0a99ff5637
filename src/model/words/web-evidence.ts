import type { WordTable } from "./table.ts";

/** Texts of what a reader looks into: a stretch chosen on a chart, and wrong answers. */
export const webEvidenceWords = {
  "web/differences/title": { en: "What differs: {from} – {to}", zh: "差异：{from} – {to}" },
  "web/differences/clear": { en: "Clear", zh: "清除" },
  "web/differences/of": { en: "Compare", zh: "比较对象" },
  "web/differences/predictions": { en: "Predictions of {subject}", zh: "{subject} 的预测" },
  "web/differences/spans": { en: "Calls of {subject}", zh: "{subject} 的调用" },
  "web/differences/where": { en: "Attribute", zh: "属性" },
  "web/differences/chosen": { en: "Chosen", zh: "所选" },
  "web/differences/rest": { en: "Rest", zh: "其余" },
  "web/differences/counts": {
    en: "{chosen} chosen against {rest} others on this chart",
    zh: "所选 {chosen} 条，图中其余 {rest} 条",
  },
  "web/differences/newest": {
    en: "Of each side the newest {count} are compared.",
    zh: "每一侧仅比较最新的 {count} 条。",
  },
  "web/differences/none": {
    en: "Nothing sets the chosen rows apart",
    zh: "所选数据与其余数据没有明显差异",
  },
  "web/differences/no-rows": {
    en: "No rows are stored for the chosen stretch",
    zh: "所选时间段没有存储的数据",
  },
  "web/differences/no-rest": {
    en: "No rows are stored outside the chosen stretch",
    zh: "所选时间段之外没有存储的数据",
  },
  "web/differences/hint": {
    en: "Drag across a chart, or hold Shift with the arrow keys, to see what differs.",
    zh: "在图表上拖动，或按住 Shift 加方向键选择一段时间，查看差异。",
  },
  "web/outlying/title": { en: "Outlying inputs", zh: "离群输入" },
  "web/outlying/why": {
    en: "Predictions of the last day whose numeric features, taken together, are most unlike the reference; a sample.",
    zh: "最近一天中，数值特征整体上与参照最不相像的预测（抽样）。",
  },
  "web/outlying/reason": {
    en: "{feature} = {value} (usually {usual})",
    zh: "{feature} = {value}（通常 {usual}）",
  },
  "web/wrong/title": { en: "Wrong answers", zh: "错误回答" },
  "web/wrong/counts": {
    en: "{wrong} of {count} labelled answers",
    zh: "{count} 个已有标签的回答中有 {wrong} 个错误",
  },
  "web/wrong/limit": {
    en: "Wrong is what misses its label by more than {limit}, as one in ten did before.",
    zh: "偏离标签超过 {limit} 视为错误，此前每十个中有一个如此。",
  },
  "web/wrong/cluster": {
    en: "Of {count} wrong answers {wrong} have {where}; {share} of the right ones do.",
    zh: "{count} 个错误回答中有 {wrong} 个符合 {where}；正确回答中仅 {share} 符合。",
  },
  "web/wrong/cluster-as": {
    en: "Of {count} wrong answers {wrong} have {where}; {share} of the right ones do. Most take {label} for {output}.",
    zh: "{count} 个错误回答中有 {wrong} 个符合 {where}；正确回答中仅 {share} 符合。多数将 {label} 判为 {output}。",
  },
  "web/wrong/scattered": {
    en: "The other {count} have nothing in common that right answers have not.",
    zh: "其余 {count} 个没有区别于正确回答的共同点。",
  },
  "web/wrong/nowhere": {
    en: "They have nothing in common that right answers have not.",
    zh: "它们没有区别于正确回答的共同点。",
  },
  "web/wrong/pairs": { en: "Taken for each other", zh: "相互混淆的类别" },
  "web/wrong/label": { en: "Label", zh: "标签" },
  "web/wrong/answer": { en: "Answer", zh: "回答" },
  "web/wrong/before": { en: "Before", zh: "之前" },
  "web/wrong/since": { en: "Since", zh: "之后" },
  "web/wrong/examples": { en: "The surest wrong answers", zh: "把握最大的错误回答" },
  "web/wrong/sure": {
    en: "{output} ({share}), but it is {label}",
    zh: "判为 {output}（{share}），实为 {label}",
  },
  "web/wrong/said": { en: "{output}, but it is {label}", zh: "判为 {output}，实为 {label}" },
  "web/wrong/because": { en: "because of {features}", zh: "主要因为 {features}" },
} as const satisfies WordTable;
