import type { WordTable } from "./table.ts";

/** What a language model as a judge says, and how far it is to be believed. */
export const judgeWords = {
  "judge.title": {
    en: "Judge {judge}, prompt {version}",
    zh: "评判模型 {judge}，提示词 {version}",
  },
  "judge.section.verdicts": { en: "Verdicts", zh: "评判" },
  "judge.section.people": { en: "Agreement with people", zh: "与人的一致性" },
  "judge.sent": {
    en: "sent to Aceso as feedback {name} of model {model}: {count:number} verdicts",
    zh: "已作为模型 {model} 的反馈 {name} 发送到 Aceso：{count:number} 条评判",
  },
  "check.name.judge": { en: "judge", zh: "评判" },
  "check.judge.answered": { en: "every call brought a verdict", zh: "每次调用都有评判" },
  "check.judge.failed": {
    en: "{count:number} calls brought no verdict, the first by: {problem}",
    zh: "{count:number} 次调用没有评判，首个原因：{problem}",
  },
  "check.judge.share": {
    en: "yes to {value:percent} of the answers ({low:percent} to {high:percent})",
    zh: "{value:percent} 的回答得到肯定（{low:percent} 至 {high:percent}）",
  },
  "check.judge.limit": {
    en: "yes to {value:percent} of the answers ({low:percent} to {high:percent}), at least {limit:percent}",
    zh: "{value:percent} 的回答得到肯定（{low:percent} 至 {high:percent}），至少应为 {limit:percent}",
  },
  "check.judge.few-people": {
    en: "{people:number} answers have a verdict of a person, {needed:number} are needed: nothing is known about this judge",
    zh: "只有 {people:number} 个回答有人的评判，需要 {needed:number} 个：对该评判模型一无所知",
  },
  "check.judge.one-sided": {
    en: "agrees on {agreed:percent} of {people:number}, but all verdicts are one: it may be unable to tell apart",
    zh: "在 {people:number} 个中有 {agreed:percent} 一致，但评判全都相同：它可能分辨不出好坏",
  },
  "check.judge.agrees": {
    en: "agrees with people on {agreed:percent} of {people:number}; kappa {kappa:number} ({low:number} to {high:number})",
    zh: "在 {people:number} 个中与人一致 {agreed:percent}；kappa {kappa:number}（{low:number} 至 {high:number}）",
  },
  "check.judge.disagrees": {
    en: "agrees with people on {agreed:percent} of {people:number}, little more than chance: kappa {kappa:number} ({low:number} to {high:number}); do not rely on it",
    zh: "在 {people:number} 个中与人一致 {agreed:percent}，仅略高于随机：kappa {kappa:number}（{low:number} 至 {high:number}）；不要依赖它",
  },
} as const satisfies WordTable;
