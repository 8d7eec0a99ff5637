import type { WordTable } from "./table.ts";

/** What the ranking of components, the contents of versions and the comparison with past incidents say to people. */
export const diagnoseRankingWords = {
  "diagnose/ranked-first": {
    en: "of {count} series of all components, {metric} of {name} stands out most, since {since:time}",
    zh: "在所有组件的 {count} 条序列中，{name} 的 {metric} 最为突出，始于 {since:time}",
  },
  "diagnose/ranked-behind": {
    en: "of {count} series of all components, those of {first} stand out more than those of {name}, since {since:time}",
    zh: "在所有组件的 {count} 条序列中，{first} 比 {name} 更为突出，始于 {since:time}",
  },
  "diagnose/spans-failing": {
    en: "where {where}, {share:percent} of the calls fail; {held:percent} of the failing ones are there",
    zh: "在 {where} 的调用中有 {share:percent} 失败，占全部失败的 {held:percent}",
  },
  "diagnose/spans-slow": {
    en: "where {where}, {share:percent} of the calls are slow; {held:percent} of the slow ones are there",
    zh: "在 {where} 的调用中有 {share:percent} 缓慢，占全部缓慢调用的 {held:percent}",
  },
  "diagnose/spans-alike": {
    en: "the {failing:number} failing of {spans:number} calls of {name} have no attribute in common that good ones have not",
    zh: "{name} 的 {spans:number} 次调用中有 {failing:number} 次失败，与正常调用相比没有共同的特殊属性",
  },
  "diagnose/trace-line": {
    en: "{share:percent} of the failing traces have this line of {service}, {before:percent} of the good ones: “{sample}”",
    zh: "失败的链路中有 {share:percent} 含有 {service} 的这行日志，正常链路中为 {before:percent}：“{sample}”",
  },
  "diagnose/critical-path": {
    en: "{share:percent} of what slow traces take longer is {service}'s own time in “{name}”: {after:ms} on the critical path instead of {before:ms}",
    zh: "缓慢链路多出的时间中有 {share:percent} 是 {service} 在“{name}”中的自身耗时：关键路径上由 {before:ms} 升至 {after:ms}",
  },
  "diagnose/release-fails": {
    en: "{after:percent} of the requests to {name} fail since {version} serves, {before:percent} before",
    zh: "自 {version} 上线后，{name} 的请求有 {after:percent} 失败，此前为 {before:percent}",
  },
  "diagnose/version-same-file": {
    en: "the files of {version} and {previous} are equal, byte by byte",
    zh: "{version} 与 {previous} 的文件逐字节相同",
  },
  "diagnose/version-other-weights": {
    en: "{version} has the layers and settings of {previous}, with other weights",
    zh: "{version} 的层和设置与 {previous} 相同，权重不同",
  },
  "diagnose/version-differs": {
    en: "{version} differs from {previous} in {count:number} places: {what}",
    zh: "{version} 与 {previous} 有 {count:number} 处不同：{what}",
  },
  "diagnose/training-divergence": {
    en: "{curve} of {version} rose from step {step:number} on and did not come back",
    zh: "{version} 的 {curve} 从第 {step:number} 步起上升且未恢复",
  },
  "diagnose/training-not-a-number": {
    en: "{curve} of {version} was no number at step {step:number}",
    zh: "{version} 的 {curve} 在第 {step:number} 步不是数字",
  },
  "diagnose/training-over-fit": {
    en: "{version} is over-fitted: {curve} was lowest at step {step:number} and rose while the training loss fell",
    zh: "{version} 过拟合：{curve} 在第 {step:number} 步最低，此后上升而训练损失仍下降",
  },
  "diagnose/past-known": {
    en: "incident {code} of {time:time} looked like this one ({likeness:percent} alike), and this was its cause",
    zh: "{time:time} 的事件 {code} 与此相似（{likeness:percent}），其原因已证实为此",
  },
  "diagnose/past-supposed": {
    en: "incident {code} of {time:time} looked like this one ({likeness:percent} alike) and was put down to this",
    zh: "{time:time} 的事件 {code} 与此相似（{likeness:percent}），当时判断为此原因",
  },
  "diagnose/past-wrong": {
    en: "incident {code} of {time:time} looked like this one ({likeness:percent} alike); this was named then and marked wrong",
    zh: "{time:time} 的事件 {code} 与此相似（{likeness:percent}）；当时给出此原因，被标为错误",
  },
} as const satisfies WordTable;
