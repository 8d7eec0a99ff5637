import type { WordTable } from "./table.ts";

/** What `aceso detect` says to people. */
export const detectCommandWords = {
  "cli.detect.head": {
    en: "{path}, judged by {detector}",
    zh: "{path}，由 {detector} 判定",
  },
  "cli.detect.unordered": {
    en: "{count:number} rows have no time, or one not later than the row before; they are not judged",
    zh: "{count:number} 行没有时间，或时间不晚于前一行；这些行未作判定",
  },
  "cli.detect.series": {
    en: "{column}: {rows:number} rows, {anomalous:number} anomalous, {missing:number} missing, {learning:number} learned from only",
    zh: "{column}：{rows:number} 行，{anomalous:number} 行异常，{missing:number} 行缺失，{learning:number} 行仅用于学习",
  },
  "cli.detect.group": {
    en: "{series:number} series together: {rows:number} rows, {anomalous:number} anomalous in {events:number} events, {learning:number} learned from only",
    zh: "{series:number} 个序列合并：{rows:number} 行，{anomalous:number} 行异常、共 {events:number} 段，{learning:number} 行仅用于学习",
  },
  "cli.detect.row": {
    en: "  {time}  row {row}  {text}",
    zh: "  {time}  第 {row} 行  {text}",
  },
  "cli.detect.more": {
    en: "  … and {count:number} more (--all, --json)",
    zh: "  ……以及另外 {count:number} 处（--all、--json）",
  },
  "cli.detect.table": {
    en: "{rows:number} rows, {features:number} features, {anomalous:number} anomalous: their score is above {limit:number}",
    zh: "{rows:number} 行，{features:number} 个特征，{anomalous:number} 行异常：分数高于 {limit:number}",
  },
  "cli.detect.table-row": {
    en: "  row {row}  score {score:number}  {parts}",
    zh: "  第 {row} 行  分数 {score:number}  {parts}",
  },
  "cli.detect.part": {
    en: "{feature} {value:number} (usually {usual:number})",
    zh: "{feature} {value:number}（通常为 {usual:number}）",
  },
} as const satisfies WordTable;
