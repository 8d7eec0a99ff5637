import type { WordTable } from "./table.ts";

/** What diagnoses say of containers, machines and training data. */
export const diagnoseMachineWords = {
  "diagnose/pod-waiting": {
    en: "{name} does not start: {reason}",
    zh: "{name} 无法启动：{reason}",
  },
  "diagnose/oom-killed": {
    en: "{name} was killed because it ran out of memory",
    zh: "{name} 因内存不足被终止",
  },
  "diagnose/cpu-stolen": {
    en: "the machine under it gave {after:percent} of the processor to others, {before:percent} before",
    zh: "底层机器将 {after:percent} 的处理器时间分给了其他租户，之前为 {before:percent}",
  },
  "diagnose/neighbour-busy": {
    en: "{name} on the same machine uses {after} processors instead of {before}",
    zh: "同一台机器上的 {name} 占用的处理器由 {before} 个增至 {after} 个",
  },
  "diagnose/slice-rare-in-training": {
    en: "{where} was in at most {before:percent} of the rows the model was made for and is in {after:percent} since",
    zh: "{where} 在模型训练（或最初）数据中至多占 {before:percent}，事件开始后占 {after:percent}",
  },
} as const satisfies WordTable;
