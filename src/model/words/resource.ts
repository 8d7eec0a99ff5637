import type { WordTable } from "./table.ts";

/** What the report of resources says. */
export const resourceWords = {
  "resource.title": { en: "Resources", zh: "资源" },
  "resource.section": { en: "Use", zh: "使用率" },
  "resource.cpu": { en: "processor", zh: "处理器" },
  "resource.memory": { en: "memory", zh: "内存" },
  "resource.disk": { en: "disk", zh: "磁盘" },
  "resource.network": { en: "network", zh: "网络" },
  "resource.gpu": { en: "GPU", zh: "GPU" },
  "resource.gpu-memory": { en: "GPU memory", zh: "GPU 显存" },
  "resource.kv-cache": { en: "KV cache", zh: "KV 缓存" },
  "resource.row.median": { en: "median", zh: "中位数" },
  "resource.row.p95": { en: "95 % quantile", zh: "95% 分位" },
  "check.name.resource": { en: "use", zh: "使用率" },
  "check.resource.few": { en: "only {count:number} values", zh: "仅有 {count:number} 个值" },
  "check.resource.fine": {
    en: "{median:percent} used in the middle, at most {p95:percent} for 95 % of the time; not filling up within a week",
    zh: "中位使用率 {median:percent}，95% 的时间不超过 {p95:percent}；一周内不会用尽",
  },
  "check.resource.fills": {
    en: "fills up: full in {in:ms} ({earliest:ms} to {latest:ms}) if it goes on like this; {median:percent} used in the middle",
    zh: "正在填满：照此下去 {in:ms} 后用尽（{earliest:ms} 至 {latest:ms}）；中位使用率 {median:percent}",
  },
  "check.resource.busy": {
    en: "nearly full for most of the time: {median:percent} used in the middle",
    zh: "大部分时间接近用尽：中位使用率 {median:percent}",
  },
  "check.resource.idle": {
    en: "hardly used: at most {p95:percent} for 95 % of the time",
    zh: "几乎闲置：95% 的时间使用率不超过 {p95:percent}",
  },
  "check.resource.idle-cost": {
    en: "hardly used: at most {p95:percent} for 95 % of the time; about {wasted:number} a day buys nothing",
    zh: "几乎闲置：95% 的时间使用率不超过 {p95:percent}；每天约浪费 {wasted:number}",
  },
} as const satisfies WordTable;
