import type { WordTable } from "./table.ts";

/** Well-known errors in log lines: what they mean and what usually helps. */
export const knownErrorWords = {
  "known-error/gpu-out-of-memory": { en: "the GPU has no memory left", zh: "GPU 显存耗尽" },
  "known-error/gpu-out-of-memory-remedy": {
    en: "smaller batches or contexts, fewer workers on the card, or a larger card",
    zh: "减小批量或上下文、减少同卡进程，或换用更大的显卡",
  },
  "known-error/gpu-fault": { en: "the GPU reports a fault", zh: "GPU 报告硬件故障" },
  "known-error/gpu-fault-remedy": {
    en: "drain the node, reset or replace the card",
    zh: "腾空该节点，重置或更换显卡",
  },
  "known-error/gpu-driver": {
    en: "driver and runtime of the GPU do not fit",
    zh: "GPU 驱动与运行库不匹配",
  },
  "known-error/gpu-driver-remedy": {
    en: "use an image built for the node's driver and card",
    zh: "使用与节点驱动和显卡相符的镜像",
  },
  "known-error/out-of-memory-killed": {
    en: "the process ran out of memory",
    zh: "进程内存耗尽",
  },
  "known-error/out-of-memory-killed-remedy": {
    en: "raise the memory limit or find what grows; fewer workers meanwhile",
    zh: "提高内存上限或查找增长原因；其间减少进程数",
  },
  "known-error/disk-full": { en: "the disk is full", zh: "磁盘已满" },
  "known-error/disk-full-remedy": {
    en: "free space (caches, old artifacts, logs) or enlarge the volume",
    zh: "清理缓存、旧产物和日志，或扩容磁盘",
  },
  "known-error/open-files": { en: "too many files are open", zh: "打开的文件过多" },
  "known-error/open-files-remedy": {
    en: "raise the limit, and look for connections that are never closed",
    zh: "提高上限，并查找未关闭的连接",
  },
  "known-error/context-length": {
    en: "inputs are longer than the model's context",
    zh: "输入超出模型的上下文长度",
  },
  "known-error/context-length-remedy": {
    en: "cut the history or what is retrieved, or take a model with a longer context",
    zh: "截短历史或检索内容，或换用上下文更长的模型",
  },
  "known-error/rate-limit": { en: "a rate limit or quota is reached", zh: "达到速率限制或配额" },
  "known-error/rate-limit-remedy": {
    en: "send less at once, back off, or raise the quota",
    zh: "降低并发、退避重试，或提高配额",
  },
  "known-error/weights-mismatch": {
    en: "the weights do not fit the model's code",
    zh: "权重与模型代码不匹配",
  },
  "known-error/weights-mismatch-remedy": {
    en: "deploy the code and the weights of one version",
    zh: "部署同一版本的代码与权重",
  },
  "known-error/weights-corrupt": { en: "the model file is damaged", zh: "模型文件已损坏" },
  "known-error/weights-corrupt-remedy": {
    en: "fetch it again and compare its hash with the registry's",
    zh: "重新获取并与登记的哈希值核对",
  },
  "known-error/tokenizer-mismatch": {
    en: "the tokenizer does not belong to the model",
    zh: "分词器与模型不匹配",
  },
  "known-error/tokenizer-mismatch-remedy": {
    en: "ship the tokenizer together with the weights of the same version",
    zh: "将同一版本的分词器与权重一同发布",
  },
  "known-error/shape-mismatch": {
    en: "inputs have another shape than the model expects",
    zh: "输入形状与模型预期不符",
  },
  "known-error/shape-mismatch-remedy": {
    en: "compare the preprocessing with that of training; roll back what changed last",
    zh: "与训练时的预处理核对；回滚最近的变更",
  },
  "known-error/feature-missing": {
    en: "features that the model needs do not arrive",
    zh: "模型所需的特征缺失",
  },
  "known-error/feature-missing-remedy": {
    en: "compare the schema of what is sent with that of training",
    zh: "将发送数据的结构与训练时核对",
  },
  "known-error/feature-type": {
    en: "features have the wrong type or no value",
    zh: "特征类型错误或缺值",
  },
  "known-error/feature-type-remedy": {
    en: "check the source that fills them; refuse such rows at the door",
    zh: "检查特征来源；在入口拒绝此类数据",
  },
  "known-error/module-missing": { en: "a module is missing", zh: "缺少依赖模块" },
  "known-error/module-missing-remedy": {
    en: "build the image from locked dependencies; roll back",
    zh: "用锁定的依赖构建镜像；回滚",
  },
  "known-error/artifact-missing": { en: "the model file is not there", zh: "模型文件不存在" },
  "known-error/artifact-missing-remedy": {
    en: "publish the artifact or point to one that exists",
    zh: "发布该产物或指向已有产物",
  },
  "known-error/image-pull": { en: "the image cannot be pulled", zh: "镜像无法拉取" },
  "known-error/image-pull-remedy": {
    en: "check name, tag and credentials of the registry",
    zh: "检查镜像名、标签和仓库凭据",
  },
  "known-error/not-authorised": { en: "access is refused", zh: "访问被拒绝" },
  "known-error/not-authorised-remedy": {
    en: "renew the key or grant the permission",
    zh: "更新密钥或授予权限",
  },
  "known-error/name-resolution": { en: "a name cannot be resolved", zh: "域名无法解析" },
  "known-error/name-resolution-remedy": {
    en: "check the name, the DNS service and network policies",
    zh: "检查名称、DNS 服务和网络策略",
  },
  "known-error/certificate": { en: "a certificate is not accepted", zh: "证书未被接受" },
  "known-error/certificate-remedy": {
    en: "renew it, and check the clock and trusted authorities",
    zh: "更新证书，并检查时钟和受信机构",
  },
  "known-error/connection-refused": {
    en: "a dependency refuses connections",
    zh: "依赖服务拒绝连接",
  },
  "known-error/connection-refused-remedy": {
    en: "see whether it runs and listens; restart it",
    zh: "检查其是否运行和监听；重启",
  },
  "known-error/time-out": { en: "a dependency does not answer in time", zh: "依赖服务响应超时" },
  "known-error/time-out-remedy": {
    en: "look at its load and at the network; shed load meanwhile",
    zh: "检查其负载与网络；其间降载",
  },
  "diagnose/log-template-new": {
    en: "{service} logs a line that never came before, {rate} a window: “{sample}”",
    zh: "{service} 出现此前没有的日志，每窗口 {rate} 条：“{sample}”",
  },
  "diagnose/log-template-surging": {
    en: "{service} logs {rate} lines a window instead of {before}: “{sample}”",
    zh: "{service} 的此类日志由每窗口 {before} 条增至 {rate} 条：“{sample}”",
  },
  "diagnose/slice-worse": {
    en: "where {where}, {after:percent} of the predictions are wrong instead of {before:percent} ({rows} rows, {share:percent} of the additional errors)",
    zh: "在 {where} 的数据中，预测错误率由 {before:percent} 升至 {after:percent}（{rows} 行，占新增错误的 {share:percent}）",
  },
  "diagnose/cause-training-data": {
    en: "{name} has learned too little about rows where {detail}",
    zh: "{name} 对 {detail} 的数据学习不足",
  },
  "diagnose/log-lines-left-out": {
    en: "of the log lines only the newest 20,000 of every tick were looked at: {count} since the onset were not",
    zh: "每轮仅分析最新的 20,000 行日志：事件开始后有 {count} 行未分析",
  },
  "diagnose/log-templates-usual": {
    en: "the logs hold no new or surging kind of line",
    zh: "日志中没有新增或激增的类型",
  },
} as const satisfies WordTable;
