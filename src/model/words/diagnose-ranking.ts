import type { WordTable } from "./table.ts";

/** What the ranking of components says to people. */
export const diagnoseRankingWords = {
  "diagnose/ranked-first": {
    en: "of {count} series of all components, {metric} of {name} stands out most, since {since:time}",
    zh: "在所有组件的 {count} 条序列中，{name} 的 {metric} 最为突出，始于 {since:time}",
  },
  "diagnose/ranked-behind": {
    en: "of {count} series of all components, those of {first} stand out more than those of {name}, since {since:time}",
    zh: "在所有组件的 {count} 条序列中，{first} 比 {name} 更为突出，始于 {since:time}",
  },
} as const satisfies WordTable;
