import type { WordTable } from "./table.ts";

/** What the report of training curves says. */
export const curvesWords = {
  "curves.title": { en: "Training curves", zh: "训练曲线" },
  "curves.fact": {
    en: "{curves:number} curves of {rows:number} rows",
    zh: "{rows:number} 行，{curves:number} 条曲线",
  },
  "curves.section": { en: "Curves", zh: "曲线" },
  "curves.rate": { en: "learning rate", zh: "学习率" },
  "curves.training": { en: "training", zh: "训练" },
  "curves.validation": { en: "validation", zh: "验证" },
  "check.name.curve": { en: "curve", zh: "曲线" },
  "check.curve.fine": { en: "nothing odd", zh: "没有异常" },
  "check.curve.not-a-number": {
    en: "no number at step {step:number}",
    zh: "第 {step:number} 步不是数值",
  },
  "check.curve.divergence": {
    en: "diverges: lowest at step {step:number}, {size:number} higher at the end",
    zh: "发散：第 {step:number} 步最低，结束时高出 {size:number}",
  },
  "check.curve.plateau": {
    en: "stands still since step {step:number}",
    zh: "自第 {step:number} 步起停滞",
  },
  "check.curve.over-fit": {
    en: "over-fitted: lowest at step {step:number}, {size:number} higher at the end while the training loss fell; keep the model of that step",
    zh: "过拟合：第 {step:number} 步最低，结束时高出 {size:number}，而训练损失仍在下降；应保留该步的模型",
  },
  "check.curve.learning-rate-jump": {
    en: "jumps by a factor of {size:number} at step {step:number}",
    zh: "第 {step:number} 步跳变 {size:number} 倍",
  },
  "check.curve.learning-rate-zero": {
    en: "is zero at step {step:number}, before the end",
    zh: "第 {step:number} 步即为零，训练尚未结束",
  },
  "check.curve.alike": {
    en: "ends at {second:number}, the earlier run at {first:number}: no more than its noise",
    zh: "结束于 {second:number}，先前一次为 {first:number}：差异不超过噪声",
  },
  "check.curve.higher": {
    en: "ends at {second:number}, the earlier run at {first:number}: worse",
    zh: "结束于 {second:number}，先前一次为 {first:number}：更差",
  },
  "check.curve.lower": {
    en: "ends at {second:number}, the earlier run at {first:number}: better, and as low as it by step {step:number}",
    zh: "结束于 {second:number}，先前一次为 {first:number}：更好，第 {step:number} 步即达到其水平",
  },
} as const satisfies WordTable;
