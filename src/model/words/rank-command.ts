import type { WordTable } from "./table.ts";

/** What `aceso incidents rank` says to people. */
export const rankCommandWords = {
  "cli.rank.head": {
    en: "by what people made of {faults:number} faults and {falseAlarms:number} false alarms, the likeliest fault first:",
    zh: "依据人员对 {faults:number} 次故障和 {falseAlarms:number} 次误报的判断，最可能是故障的在前：",
  },
  "cli.rank.too-few": {
    en: "people have judged {faults:number} faults and {falseAlarms:number} false alarms; {needed:number} of each are needed to rank, so these come in order of time:",
    zh: "人员已判断 {faults:number} 次故障和 {falseAlarms:number} 次误报；排序需要各 {needed:number} 次，因此以下按时间排列：",
  },
  "cli.rank.none": {
    en: "no incident waits for a verdict",
    zh: "没有等待判断的事件",
  },
  "cli.rank.line": {
    en: "  {probability:percent}  {code}  {title}",
    zh: "  {probability:percent}  {code}  {title}",
  },
  "cli.rank.unlikely": {
    en: "  {probability:percent}  {code}  {title}  (people would likely call it a false alarm)",
    zh: "  {probability:percent}  {code}  {title}（人员很可能判为误报）",
  },
  "cli.rank.unknown": {
    en: "  ?  {code}  {title}",
    zh: "  ?  {code}  {title}",
  },
} as const satisfies WordTable;
