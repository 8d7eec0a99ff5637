import type { WordTable } from "./table.ts";

/** What the loop itself has to tell, and the post-mortem page. */
export const pipelineWords = {
  "pipeline/auto-refused": {
    en: "Repair {playbook} was due but the policy or a precheck refused it. A person decides.",
    zh: "修复预案 {playbook} 应当执行，但策略或前置检查拒绝了它，请人工决定。",
  },
  "pipeline/verification-not-fixed": {
    en: "Repair {playbook} did not help: the values are still worse than before the incident. It was taken back where possible; a person decides.",
    zh: "修复预案 {playbook} 无效：数值仍比事件之前差。已尽可能撤销，请人工决定。",
  },
  "pipeline/verification-not-enough-data": {
    en: "Whether repair {playbook} helped cannot be told: too little came since. A person decides.",
    zh: "无法判断修复预案 {playbook} 是否有效：此后的数据太少，请人工决定。",
  },
  "pipeline/days-dropped": {
    en: "The disk budget of {budget:bytes} was met: the {count} oldest days of signals were dropped, up to {day}. Shorten the retention, or raise limits.maxDiskBytes.",
    zh: "已达到磁盘预算 {budget:bytes}：最旧的 {count} 天信号已被删除，直到 {day}。请缩短保留期，或调高 limits.maxDiskBytes。",
  },
  "pipeline/retention-short-season": {
    en: "{signal} are kept for {kept:ms}; detectors need {needed:ms} to know the weekly season.",
    zh: "{signal} 只保留 {kept:ms}；检测器需要 {needed:ms} 才能学会每周的季节。",
  },
  "pipeline/retention-short-reference": {
    en: "{signal} are kept for {kept:ms}; reference windows go back {needed:ms}.",
    zh: "{signal} 只保留 {kept:ms}；参考窗口需要回溯 {needed:ms}。",
  },
  "pipeline/retention-short-labels": {
    en: "{signal} are kept for {kept:ms}; labels may come {needed:ms} late.",
    zh: "{signal} 只保留 {kept:ms}；标签可能迟到 {needed:ms}。",
  },
  "export/since": { en: "Since {time:time}", zh: "始于 {time:time}" },
  "export/causes": { en: "Causes", zh: "根因" },
  "export/repair": { en: "Repair", zh: "修复" },
  "export/no-repair": { en: "No repair was proposed.", zh: "没有提出修复。" },
  "export/timeline": { en: "Timeline", zh: "时间线" },
  "event/opened": { en: "opened", zh: "开启" },
  "event/symptom-joined": { en: "a symptom joined", zh: "新症状加入" },
  "event/symptom-recovered": { en: "a symptom recovered", zh: "症状恢复" },
  "event/onset-revised": { en: "onset revised", zh: "修正起始时间" },
  "event/diagnosed": { en: "diagnosed", zh: "诊断" },
  "event/repair-proposed": { en: "repair proposed", zh: "提出修复" },
  "event/repair-approved": { en: "repair approved", zh: "批准修复" },
  "event/repair-rejected": { en: "repair rejected", zh: "拒绝修复" },
  "event/repair-performed": { en: "repair performed", zh: "执行修复" },
  "event/repair-verified": { en: "repair verified", zh: "验证修复" },
  "event/repair-undone": { en: "repair taken back", zh: "撤销修复" },
  "event/acknowledged": { en: "acknowledged", zh: "已确认" },
  "event/escalated": { en: "handed to a person", zh: "交给人处理" },
  "event/cause-marked": { en: "a cause was marked", zh: "标记根因" },
  "event/judged": { en: "a person judged it", zh: "人员作出判断" },
  "event/noted": { en: "note", zh: "备注" },
  "event/resolved": { en: "resolved", zh: "已解决" },
  "repair-status/proposed": { en: "proposed", zh: "已提议" },
  "repair-status/rejected": { en: "rejected", zh: "已拒绝" },
  "repair-status/approved": { en: "approved", zh: "已批准" },
  "repair-status/performed": { en: "performed, being verified", zh: "已执行，验证中" },
  "repair-status/failed": { en: "could not be performed", zh: "执行失败" },
  "repair-status/fixed": { en: "fixed", zh: "已修好" },
  "repair-status/not-fixed": { en: "not fixed", zh: "未修好" },
  "repair-status/not-enough-data": { en: "not enough data to tell", zh: "数据不足，无法判断" },
  "repair-status/undone": { en: "taken back", zh: "已撤销" },
} as const satisfies WordTable;
