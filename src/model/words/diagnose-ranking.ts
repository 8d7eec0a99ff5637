import type { WordTable } from "./table.ts";

/** What the ranking of components and the comparison with past incidents say to people. */
export const diagnoseRankingWords = {
  "diagnose/ranked-first": {
    en: "of {count} series of all components, {metric} of {name} stands out most, since {since:time}",
    zh: "在所有组件的 {count} 条序列中，{name} 的 {metric} 最为突出，始于 {since:time}",
  },
  "diagnose/ranked-behind": {
    en: "of {count} series of all components, those of {first} stand out more than those of {name}, since {since:time}",
    zh: "在所有组件的 {count} 条序列中，{first} 比 {name} 更为突出，始于 {since:time}",
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
