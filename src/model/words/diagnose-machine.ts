import type { WordTable } from "./table.ts";

/** What diagnoses say of containers, machines and training data. */
export const diagnoseMachineWords = {
  "diagnose/pod-waiting": {
    en: "{name} does not start: {reason}",
    zh: "{name} 无法启动：{reason}",
  },
  "diagnose/release-stuck-seen": {
    en: "a release does not come up",
    zh: "新的发布未能启动",
  },
  "diagnose/release-stuck-absent": {
    en: "no release hangs",
    zh: "没有卡住的发布",
  },
  "diagnose/error-known-seen": {
    en: "its log names an error that people know",
    zh: "日志中出现已知的错误",
  },
  "diagnose/error-known-absent": {
    en: "its log names no error that people know",
    zh: "日志中没有已知的错误",
  },
  "diagnose/release-as-before": {
    en: "under {version} {name} and its models are as fast and as good as before",
    zh: "{version} 上线后 {name} 及其模型在速度与质量上如常",
  },
  "diagnose/release-not-serving": {
    en: "{name} {version} was deployed, yet requests are still answered by {before}",
    zh: "{name} 已部署 {version}，但请求仍由 {before} 应答",
  },
  "diagnose/disk-full": {
    en: "the disk at {place} is full: {free:bytes} are left",
    zh: "{place} 的磁盘已满：剩余 {free:bytes}",
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
