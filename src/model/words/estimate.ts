import type { WordTable } from "./table.ts";

/** Why an estimate of quality without labels may be wrong. */
export const estimateWords = {
  "estimate/little-support": {
    en: "only {rows} labelled rows look like this window: the estimate rests on little",
    zh: "仅有 {rows} 行有标签的数据与该窗口相似：估计依据不足",
  },
  "estimate/told-apart": {
    en: "the window has almost nothing in common with the labelled rows (separation {separation})",
    zh: "该窗口与有标签的数据几乎没有共同之处（可分度 {separation}）",
  },
  "estimate/few-of-a-class": {
    en: "about {rows} rows of the rarer class are expected in the window",
    zh: "预计该窗口中较少的类别仅约 {rows} 行",
  },
} as const satisfies WordTable;
