import type { WordTable } from "./table.ts";

/** Texts of detectors' verdicts, of the shipped monitors' reasons, and the names of host measures. */
export const detectWords = {
  "detect/within": {
    en: "{value:number} is within the expected {low:number} to {high:number}",
    zh: "{value:number} 在预期范围 {low:number} 至 {high:number} 之内",
  },
  "detect/above": {
    en: "{value:number} is above the expected {low:number} to {high:number}, {deviations:number} standard deviations from {expected:number}",
    zh: "{value:number} 高于预期范围 {low:number} 至 {high:number}，偏离 {expected:number} 达 {deviations:number} 个标准差",
  },
  "detect/below": {
    en: "{value:number} is below the expected {low:number} to {high:number}, {deviations:number} standard deviations from {expected:number}",
    zh: "{value:number} 低于预期范围 {low:number} 至 {high:number}，偏离 {expected:number} 达 {deviations:number} 个标准差",
  },
  "detect/above-together": {
    en: "{value:number} would be usual alone ({low:number} to {high:number}), but the last windows together are too high: {deviations:number} standard deviations from {expected:number}",
    zh: "{value:number} 单独看属正常（{low:number} 至 {high:number}），但最近几个窗口合起来偏高：偏离 {expected:number} 达 {deviations:number} 个标准差",
  },
  "detect/below-together": {
    en: "{value:number} would be usual alone ({low:number} to {high:number}), but the last windows together are too low: {deviations:number} standard deviations from {expected:number}",
    zh: "{value:number} 单独看属正常（{low:number} 至 {high:number}），但最近几个窗口合起来偏低：偏离 {expected:number} 达 {deviations:number} 个标准差",
  },
  "detect/learning": {
    en: "learning what is normal: {done:number} of {needed:number} windows",
    zh: "正在学习正常水平：已学习 {done:number}/{needed:number} 个窗口",
  },
  "detect/no-data": {
    en: "no value in this window",
    zh: "该窗口没有数值",
  },
  "detect/too-few": {
    en: "only {count:number} rows in this window, at least {needed:number} are needed",
    zh: "该窗口仅有 {count:number} 行，至少需要 {needed:number} 行",
  },
  "detect/over-limit": {
    en: "{value:number} is over the limit {limit:number}",
    zh: "{value:number} 超过上限 {limit:number}",
  },
  "detect/under-limit": {
    en: "{value:number} is under the limit {limit:number}",
    zh: "{value:number} 低于下限 {limit:number}",
  },
  "detect/limit-unsure": {
    en: "{value:number} is beyond the limit {limit:number}, but by less than its margin of error {margin:number}",
    zh: "{value:number} 越过限值 {limit:number}，但未超出误差范围 {margin:number}",
  },
  "detect/within-limits": {
    en: "{value:number} keeps its limits",
    zh: "{value:number} 未越过限值",
  },
  "detect/changed": {
    en: "the level changed from {before:number} to {after:number}",
    zh: "水平由 {before:number} 变为 {after:number}",
  },
  "detect/unchanged": {
    en: "the level stays about {before:number}",
    zh: "水平保持在 {before:number} 左右",
  },
  "detect/distribution-changed": {
    en: "the last {count:number} values are spread unlike the reference: distance {distance:number}, limit {limit:number}",
    zh: "最近 {count:number} 个值的分布与参考不同：距离 {distance:number}，限值 {limit:number}",
  },
  "detect/distribution-kept": {
    en: "the last {count:number} values are spread like the reference: distance {distance:number}, limit {limit:number}",
    zh: "最近 {count:number} 个值的分布与参考一致：距离 {distance:number}，限值 {limit:number}",
  },
  "detect/novel-shape": {
    en: "the last {count:number} values have a shape not seen before: distance {distance:number} to the most alike, usual {usual:number}",
    zh: "最近 {count:number} 个值的形状前所未见：与最相似者的距离为 {distance:number}，通常为 {usual:number}",
  },
  "detect/known-shape": {
    en: "the last {count:number} values have a known shape: distance {distance:number} to the most alike, usual {usual:number}",
    zh: "最近 {count:number} 个值的形状已知：与最相似者的距离为 {distance:number}，通常为 {usual:number}",
  },
  "detect/odd-stretch": {
    en: "the usual shapes do not make up the last {count:number} values: {distance:number} is left over, usual {usual:number}",
    zh: "通常的形状无法组成最近 {count:number} 个值：剩余 {distance:number}，通常为 {usual:number}",
  },
  "detect/usual-stretch": {
    en: "the usual shapes make up the last {count:number} values: {distance:number} is left over, usual {usual:number}",
    zh: "最近 {count:number} 个值由通常的形状组成：剩余 {distance:number}，通常为 {usual:number}",
  },
  "detect/salient": {
    en: "{value:number} stands out from the last {count:number} values, {times:number} times the usual saliency",
    zh: "{value:number} 在最近 {count:number} 个值中突出，显著性为平常的 {times:number} 倍",
  },
  "detect/not-salient": {
    en: "{value:number} does not stand out from the last {count:number} values",
    zh: "{value:number} 在最近 {count:number} 个值中并不突出",
  },
  "detect/usual": {
    en: "{value:number} is as usual; nearly all values lie between {low:number} and {high:number}",
    zh: "{value:number} 正常；几乎所有值都在 {low:number} 至 {high:number} 之间",
  },
  "detect/odd-sequence": {
    en: "{value:number} does not follow from the values before it; usual are {low:number} to {high:number}, around {expected:number}",
    zh: "{value:number} 与之前的数值走势不符；通常为 {low:number} 至 {high:number}，以 {expected:number} 为中心",
  },
  "detect/odd-rhythm": {
    en: "{value:number} is unusual at this time of day; over the whole day usual are {low:number} to {high:number}, around {expected:number}",
    zh: "{value:number} 在一天中的这一时段不常见；全天通常为 {low:number} 至 {high:number}，以 {expected:number} 为中心",
  },
  "detect/odd-level": {
    en: "the mean of the last {count:number} values, {mean:number}, is a level not kept before; usual are {low:number} to {high:number}, around {expected:number}",
    zh: "最近 {count:number} 个值的均值 {mean:number} 是此前未曾保持过的水平；通常为 {low:number} 至 {high:number}，以 {expected:number} 为中心",
  },
  "detect/odd-record": {
    en: "{value:number} is further out than any value before; usual are {low:number} to {high:number}, around {expected:number}",
    zh: "{value:number} 超出此前所有数值；通常为 {low:number} 至 {high:number}，以 {expected:number} 为中心",
  },
  "detect/burning": {
    en: "the error budget burns {times:number} times as fast as it may",
    zh: "错误预算的消耗速度为允许值的 {times:number} 倍",
  },
  "detect/budget-kept": {
    en: "the error budget burns {times:number} times as fast as it may, which is not yet too fast",
    zh: "错误预算的消耗速度为允许值的 {times:number} 倍，尚未过快",
  },
  "detect/group-usual": {
    en: "all series together behave as they have before",
    zh: "所有序列整体表现与以往一致",
  },
  "detect/group-unusual-one": {
    en: "the series together behave unlike their past, all of it by {first:measure} at {value:number}, usually about {usual:number}",
    zh: "这些序列整体表现与以往不同，全部来自{first:measure}：当前 {value:number}，通常约 {usual:number}",
  },
  "detect/group-unusual-two": {
    en: "the series together behave unlike their past: {first:measure} ({share:percent} of it, {value:number}, usually about {usual:number}) and {second:measure} ({secondShare:percent})",
    zh: "这些序列整体表现与以往不同：{first:measure}（占 {share:percent}，当前 {value:number}，通常约 {usual:number}）和{second:measure}（{secondShare:percent}）",
  },
  "detect/group-unusual-three": {
    en: "the series together behave unlike their past: {first:measure} ({share:percent} of it, {value:number}, usually about {usual:number}), {second:measure} ({secondShare:percent}) and {third:measure} ({thirdShare:percent})",
    zh: "这些序列整体表现与以往不同：{first:measure}（占 {share:percent}，当前 {value:number}，通常约 {usual:number}）、{second:measure}（{secondShare:percent}）和{third:measure}（{thirdShare:percent}）",
  },
  "detect/group-unusual-as-a-whole": {
    en: "the series together behaved unlike their past a moment ago",
    zh: "这些序列整体表现刚刚与以往不同",
  },
  "pack/quality": {
    en: "predictions of {subject} get labels, so their quality is watched",
    zh: "{subject} 的预测会得到标签，因此监视其质量",
  },
  "pack/output": {
    en: "{subject} sends outputs that follow a format, so their validity is watched",
    zh: "{subject} 的输出遵循固定格式，因此监视其有效性",
  },
  "pack/errors": {
    en: "requests of {subject} can fail, so their error rate is watched",
    zh: "{subject} 的请求可能失败，因此监视其错误率",
  },
  "pack/latency": {
    en: "people and programs wait for {subject}, so its latency is watched",
    zh: "用户和程序在等待 {subject} 的响应，因此监视其延迟",
  },
  "pack/inputs": {
    en: "inputs of {subject} that change explain a loss of quality, so they are watched as evidence",
    zh: "{subject} 的输入变化可以解释质量下降，因此作为佐证监视",
  },
  "pack/drift": {
    en: "{subject} is to page when its inputs differ from their reference",
    zh: "{subject} 设置为输入偏离参照时即告警",
  },
  "pack/expected-loss": {
    en: "labels of {subject} come late: what drift is expected to cost pages until they do",
    zh: "{subject} 的标签到达较晚：在此之前按漂移预计造成的损失告警",
  },
  "pack/outputs": {
    en: "outputs of {subject} that shift show a change before labels come, so they are watched as evidence",
    zh: "{subject} 的输出偏移会先于标签显示变化，因此作为佐证监视",
  },
  "pack/volume": {
    en: "the traffic of {subject} explains load and gaps, so it is watched as evidence",
    zh: "{subject} 的流量可以解释负载和缺口，因此作为佐证监视",
  },
  "pack/cost": {
    en: "tokens and cost of {subject} show changed use, so they are watched as evidence",
    zh: "{subject} 的词元数和费用反映使用变化，因此作为佐证监视",
  },
  "pack/peer": {
    en: "{subject} calls {peer}, so a slow or failing {peer} is watched as evidence",
    zh: "{subject} 调用 {peer}，因此作为佐证监视 {peer} 是否变慢或出错",
  },
  "pack/host-limit": {
    en: "everything on {subject} stops when this runs out, so its limit is watched",
    zh: "此资源耗尽时 {subject} 上的一切都会停止，因此监视其限值",
  },
  "pack/host": {
    en: "the machine {subject} explains trouble of what runs on it, so it is watched as evidence",
    zh: "机器 {subject} 的状况可以解释其上运行服务的问题，因此作为佐证监视",
  },
  "pack/host-group": {
    en: "the figures of the machine {subject} are compared with their past together, so that trouble shows which no single one tells",
    zh: "机器 {subject} 的各项指标会整体与其以往比较，以发现单项指标看不出的问题",
  },
  "pack/server": {
    en: "{subject} reports metrics of a known model server, so they are watched",
    zh: "{subject} 上报了已知模型服务器的指标，因此予以监视",
  },
  "measure.host-memory-available": { en: "memory available", zh: "可用内存比例" },
  "measure.host-disk-free": { en: "disk space free", zh: "可用磁盘空间比例" },
  "measure.host-behaviour": { en: "behaviour as a whole", zh: "整体表现" },
  "measure.host-cpu-busy": { en: "CPU in use", zh: "CPU 使用率" },
  "measure.host-load": { en: "load per CPU", zh: "每核负载" },
  "measure.host-cpu-pressure": { en: "time waiting for CPU", zh: "等待 CPU 的时间占比" },
  "measure.host-memory-pressure": { en: "time waiting for memory", zh: "等待内存的时间占比" },
  "measure.host-io-pressure": { en: "time waiting for disk", zh: "等待磁盘的时间占比" },
  "measure.host-disk-busy": { en: "disk in use", zh: "磁盘使用率" },
  "measure.host-network-errors": { en: "network errors per second", zh: "每秒网络错误数" },
  "measure.process-cpu": { en: "CPU of processes", zh: "进程 CPU 用量" },
  "measure.process-memory": { en: "memory of processes", zh: "进程内存" },
  "measure.server-queue": { en: "requests waiting", zh: "排队请求数" },
  "measure.server-cache": { en: "KV cache in use", zh: "KV 缓存使用率" },
  "measure.server-first-token-p95": {
    en: "95th percentile time to the first token (server)",
    zh: "首个词元 95 分位耗时（服务器）",
  },
  "measure.server-latency-p95": {
    en: "95th percentile latency (server)",
    zh: "95 分位延迟（服务器）",
  },
} as const satisfies WordTable;
