import type { WordTable } from "./table.ts";

/** Sentences of notifications; title, cause, steps and reason come rendered in the same language. */
export const notifyWords = {
  "notify/opened": {
    en: "Incident {code} opened ({severity:word}): {title}",
    zh: "事件 {code} 已打开（{severity:word}）：{title}",
  },
  "notify/diagnosed": {
    en: "Incident {code}, {title}: {cause} (confidence {confidence:percent})",
    zh: "事件 {code}，{title}：{cause}（置信度 {confidence:percent}）",
  },
  "notify/repair-proposed": {
    en: "Incident {code}, {title}: a repair waits for approval: {steps}",
    zh: "事件 {code}，{title}：有修复方案待批准：{steps}",
  },
  "notify/verified-fixed": {
    en: "Incident {code}, {title}: the repair worked",
    zh: "事件 {code}，{title}：修复有效",
  },
  "notify/verified-not-fixed": {
    en: "Incident {code}, {title}: the repair did not work",
    zh: "事件 {code}，{title}：修复无效",
  },
  "notify/verified-not-enough-data": {
    en: "Incident {code}, {title}: not enough data to tell whether the repair worked",
    zh: "事件 {code}，{title}：数据不足，无法判断修复是否有效",
  },
  "notify/resolved-verified": {
    en: "Incident {code}, {title}: resolved, the repair is verified",
    zh: "事件 {code}，{title}：已解决，修复已验证",
  },
  "notify/resolved-recovered": {
    en: "Incident {code}, {title}: recovered by itself",
    zh: "事件 {code}，{title}：已自行恢复",
  },
  "notify/resolved-closed-by-person": {
    en: "Incident {code}, {title}: closed by a person",
    zh: "事件 {code}，{title}：已由人工关闭",
  },
  "notify/escalated": {
    en: "Incident {code}, {title}: needs a person: {reason}",
    zh: "事件 {code}，{title}：需要人工处理：{reason}",
  },
  "notify/other": {
    en: "Incident {code}, {title}: changed",
    zh: "事件 {code}，{title}：有变化",
  },
  "severity.critical": { en: "critical", zh: "严重" },
  "severity.warning": { en: "warning", zh: "警告" },
  "severity.info": { en: "info", zh: "提示" },
} as const satisfies WordTable;
