import type { WordTable } from "./table.ts";

/** Texts of diagnoses: causes, what speaks for and against them, what was ruled out. */
export const diagnoseWords = {
  "diagnose/cause-data-drift": {
    en: "the inputs of {name} changed",
    zh: "{name} 的输入数据发生了变化",
  },
  "diagnose/cause-data-quality": {
    en: "feature {detail} of {name} is broken on its way in",
    zh: "{name} 的特征 {detail} 在传入途中损坏",
  },
  "diagnose/cause-bad-version": {
    en: "version {version} of {name} is bad",
    zh: "{name} 的版本 {version} 有问题",
  },
  "diagnose/cause-deployment": {
    en: "the deployment of {name} broke it",
    zh: "{name} 的部署引发了问题",
  },
  "diagnose/cause-configuration": {
    en: "a configuration change of {name} broke it",
    zh: "{name} 的配置变更引发了问题",
  },
  "diagnose/cause-prompt": {
    en: "prompt version {version} of {name} is bad",
    zh: "{name} 的提示词版本 {version} 有问题",
  },
  "diagnose/cause-resource": {
    en: "{name} is short of machine resources",
    zh: "{name} 的机器资源不足",
  },
  "diagnose/cause-dependency": {
    en: "dependency {name} is slow or failing",
    zh: "依赖服务 {name} 变慢或出错",
  },
  "diagnose/cause-overload": {
    en: "{name} gets more requests than it can serve",
    zh: "{name} 收到的请求超出其处理能力",
  },
  "diagnose/cause-bug": {
    en: "{name} fails by itself",
    zh: "{name} 自身出错",
  },
  "diagnose/cause-label-shift": {
    en: "the classes of {name} are mixed in another way than before",
    zh: "{name} 的类别占比与之前不同",
  },
  "diagnose/cause-concept-drift": {
    en: "the same inputs of {name} now mean something else",
    zh: "{name} 的相同输入如今对应不同的结果",
  },
  "diagnose/cause-usage": {
    en: "other users than before ask {name}",
    zh: "使用 {name} 的用户群体发生了变化",
  },
  "diagnose/cause-retrieval": {
    en: "what {name} retrieves no longer fits the question",
    zh: "{name} 检索到的内容与问题不再相符",
  },
  "diagnose/cause-security": {
    en: "requests try to make {name} leave its instructions",
    zh: "有请求试图使 {name} 违背其指令",
  },
  "diagnose/cause-hardware-fault": {
    en: "the hardware of {name} is failing",
    zh: "{name} 的硬件出现故障",
  },
  "diagnose/cause-unknown": {
    en: "the cause is not known",
    zh: "原因未知",
  },
  "diagnose/change-before": {
    en: "“{title}” changed {name} {seconds} s before the incident began",
    zh: "事件开始前 {seconds} 秒，变更“{title}”作用于 {name}",
  },
  "diagnose/change-elsewhere": {
    en: "“{title}” changed {name}, which this incident does not touch",
    zh: "变更“{title}”作用于 {name}，与本事件无关",
  },
  "diagnose/no-version-switch": {
    en: "the same versions serve as before",
    zh: "提供服务的版本与之前相同",
  },
  "diagnose/version-since-onset": {
    en: "version {version} went from {before:percent} to {after:percent} of the traffic {seconds} s from the onset",
    zh: "在事件开始前后 {seconds} 秒，版本 {version} 的流量占比由 {before:percent} 变为 {after:percent}",
  },
  "diagnose/version-not-at-onset": {
    en: "version {version} began to serve {seconds} s away from the onset",
    zh: "版本 {version} 开始服务的时间与事件开始相差 {seconds} 秒",
  },
  "diagnose/version-worse-than-others": {
    en: "on the same traffic, {measure:word} of version {version} is {after:unit}, of the other version {before:unit} ({rows} rows)",
    zh: "同样的流量下，版本 {version} 的{measure:word}为 {after:unit}，另一版本为 {before:unit}（{rows} 行）",
  },
  "diagnose/version-as-others": {
    en: "the other versions fail just the same: {measure:word} {before:unit}, version {version} {after:unit}",
    zh: "其他版本同样异常：{measure:word}为 {before:unit}，版本 {version} 为 {after:unit}",
  },
  "diagnose/version-worse-than-before": {
    en: "{measure:word} was {before:unit} before and is {after:unit} with version {version} ({rows} rows)",
    zh: "{measure:word}之前为 {before:unit}，版本 {version} 下为 {after:unit}（{rows} 行）",
  },
  "diagnose/version-as-before": {
    en: "version {version} does as well as what served before: {measure:word} {after:unit} against {before:unit}",
    zh: "版本 {version} 与之前表现相当：{measure:word}为 {after:unit}，之前为 {before:unit}",
  },
  "diagnose/nulls-rose": {
    en: "nulls of {feature} rose from {before:percent} to {after:percent}",
    zh: "{feature} 的空值比例由 {before:percent} 升至 {after:percent}",
  },
  "diagnose/nulls-first": {
    en: "the nulls of {feature} began {seconds} s before the incident",
    zh: "{feature} 的空值比事件早 {seconds} 秒出现",
  },
  "diagnose/nulls-together": {
    en: "the nulls of {feature} began together with the incident ({seconds} s apart)",
    zh: "{feature} 的空值与事件同时出现（相差 {seconds} 秒）",
  },
  "diagnose/nulls-later": {
    en: "the nulls of {feature} began {seconds} s after the incident",
    zh: "{feature} 的空值在事件开始 {seconds} 秒后才出现",
  },
  "diagnose/no-nulls": {
    en: "none of {count} features comes empty more often",
    zh: "{count} 个特征的空值比例都没有上升",
  },
  "diagnose/feature-drifted": {
    en: "the distance of {feature} from its reference rose from {before} to {after} (0 equal, 1 disjoint)",
    zh: "{feature} 与参考分布的距离由 {before} 升至 {after}（0 为相同，1 为完全不同）",
  },
  "diagnose/features-together": {
    en: "{count} of {total} features drifted together",
    zh: "{total} 个特征中有 {count} 个同时漂移",
  },
  "diagnose/feature-mean-moved": {
    en: "the mean of {feature} moved from {before} to {after}, {deviations} standard deviations",
    zh: "{feature} 的均值由 {before} 变为 {after}，偏移 {deviations} 个标准差",
  },
  "diagnose/drift-first": {
    en: "{feature} drifted {seconds} s before the incident",
    zh: "{feature} 的漂移比事件早 {seconds} 秒",
  },
  "diagnose/drift-together": {
    en: "{feature} drifted together with the incident ({seconds} s apart)",
    zh: "{feature} 的漂移与事件同时发生（相差 {seconds} 秒）",
  },
  "diagnose/drift-later": {
    en: "{feature} drifted {seconds} s after the incident began",
    zh: "{feature} 在事件开始 {seconds} 秒后才漂移",
  },
  "diagnose/no-drift": {
    en: "none of {count} features of {name} drifted",
    zh: "{name} 的 {count} 个特征均未漂移",
  },
  "diagnose/format-broken": {
    en: "valid outputs of {name} fell from {before:percent} to {after:percent} ({rows} rows)",
    zh: "{name} 的有效输出比例由 {before:percent} 降至 {after:percent}（{rows} 行）",
  },
  "diagnose/format-holds": {
    en: "outputs keep their format",
    zh: "输出格式正常",
  },
  "diagnose/peer-slower": {
    en: "calls from {caller} to {peer} rose from {before:ms} to {after:ms}",
    zh: "{caller} 调用 {peer} 的耗时由 {before:ms} 升至 {after:ms}",
  },
  "diagnose/peer-failing": {
    en: "errors of calls from {caller} to {peer} rose from {before:percent} to {after:percent}",
    zh: "{caller} 调用 {peer} 的错误率由 {before:percent} 升至 {after:percent}",
  },
  "diagnose/peer-share": {
    en: "{peer} explains {share:percent} of the latency added to {caller}",
    zh: "{caller} 新增的延迟中有 {share:percent} 来自 {peer}",
  },
  "diagnose/peer-not-deepest": {
    en: "{peer} itself waits for {deeper}",
    zh: "{peer} 自身也在等待 {deeper}",
  },
  "diagnose/peer-itself-fast": {
    en: "{peer} itself answers as fast as before; {caller} only sees it as slow",
    zh: "{peer} 自身响应如常，只是 {caller} 观察到变慢",
  },
  "diagnose/peer-starved": {
    en: "{peer} is short of resources itself ({metric})",
    zh: "{peer} 自身资源不足（{metric}）",
  },
  "diagnose/dependencies-fine": {
    en: "{count} dependencies answer as before",
    zh: "{count} 个依赖服务响应如常",
  },
  "diagnose/service-slower": {
    en: "the latency of {name} rose from {before:ms} to {after:ms}",
    zh: "{name} 的延迟由 {before:ms} 升至 {after:ms}",
  },
  "diagnose/service-not-slower": {
    en: "{name} answers as fast as before",
    zh: "{name} 响应速度如常",
  },
  "diagnose/resource-tight": {
    en: "{metric} of {name} went from {before} to {after}",
    zh: "{name} 的 {metric} 由 {before} 变为 {after}",
  },
  "diagnose/host-tight": {
    en: "on the machine of {name}, {metric} went from {before} to {after}",
    zh: "{name} 所在机器的 {metric} 由 {before} 变为 {after}",
  },
  "diagnose/disk-filling": {
    en: "the disk at {place} fills: {free:bytes} are left, full in {ms:ms} at this pace",
    zh: "{place} 的磁盘正在写满：剩余 {free:bytes}，照此速度 {ms:ms} 后写满",
  },
  "diagnose/resource-enough": {
    en: "the processor, memory and event loop of {name} look as before",
    zh: "{name} 的处理器、内存和事件循环与之前相同",
  },
  "diagnose/resources-fine": {
    en: "none of {count} resource series ran short",
    zh: "{count} 条资源指标均无不足",
  },
  "diagnose/service-peers-fine": {
    en: "what {name} calls is as fast as before",
    zh: "{name} 所调用的服务速度如常",
  },
  "diagnose/service-peer-failing": {
    en: "{name} waits for {peer}, which is slow or failing",
    zh: "{name} 在等待变慢或出错的 {peer}",
  },
  "diagnose/traffic-rose": {
    en: "requests to {name} rose from {before}/s to {after}/s, {times} times",
    zh: "{name} 的请求由每秒 {before} 升至每秒 {after}，为 {times} 倍",
  },
  "diagnose/traffic-usual": {
    en: "the request rate is as before",
    zh: "请求速率如常",
  },
  "diagnose/errors-rose": {
    en: "the error rate of {name} rose from {before:percent} to {after:percent}",
    zh: "{name} 的错误率由 {before:percent} 升至 {after:percent}",
  },
  "diagnose/errors-fine": {
    en: "none of {count} services fails more often",
    zh: "{count} 个服务的错误率均未上升",
  },
  "diagnose/inputs-drifted-seen": { en: "inputs drifted", zh: "输入发生了漂移" },
  "diagnose/inputs-drifted-absent": { en: "no input drifted", zh: "输入没有漂移" },
  "diagnose/nulls-rose-seen": { en: "a feature comes empty", zh: "有特征传入为空" },
  "diagnose/nulls-rose-absent": { en: "no feature comes empty", zh: "没有特征传入为空" },
  "diagnose/version-switched-seen": { en: "a new version took over", zh: "有新版本开始服务" },
  "diagnose/version-switched-absent": { en: "no version was switched", zh: "版本没有切换" },
  "diagnose/format-broken-seen": { en: "the output format broke", zh: "输出格式被破坏" },
  "diagnose/format-broken-absent": { en: "the output format holds", zh: "输出格式正常" },
  "diagnose/quality-dropped-seen": { en: "quality dropped", zh: "质量下降" },
  "diagnose/quality-dropped-absent": { en: "quality is as before", zh: "质量如常" },
  "diagnose/latency-rose-seen": { en: "latency rose", zh: "延迟上升" },
  "diagnose/latency-rose-absent": { en: "latency is as before", zh: "延迟如常" },
  "diagnose/errors-rose-seen": { en: "errors rose", zh: "错误增多" },
  "diagnose/errors-rose-absent": { en: "errors are as before", zh: "错误率如常" },
  "diagnose/dependency-failing-seen": {
    en: "a dependency is slow or failing",
    zh: "有依赖服务变慢或出错",
  },
  "diagnose/dependency-failing-absent": {
    en: "dependencies answer as before",
    zh: "依赖服务响应如常",
  },
  "diagnose/resource-tight-seen": { en: "a resource ran short", zh: "有资源不足" },
  "diagnose/resource-tight-absent": { en: "no resource ran short", zh: "资源充足" },
  "diagnose/feature-scaled": {
    en: "all values of {feature} are multiplied by {factor}: mean and spread alike, as by another unit",
    zh: "{feature} 的所有取值都乘以了 {factor}：均值与离散程度同比变化，像是换了单位",
  },
  "diagnose/feature-stale": {
    en: "{feature} hardly changes any more: its spread is {factor} times the usual one",
    zh: "{feature} 几乎不再变化：离散程度仅为平时的 {factor} 倍",
  },
  "diagnose/feature-missing": {
    en: "{feature} no longer arrives at all",
    zh: "{feature} 完全不再传入",
  },
  "diagnose/feature-renamed": {
    en: "{feature} no longer arrives; {instead} came up instead",
    zh: "{feature} 不再传入，取而代之出现了 {instead}",
  },
  "diagnose/features-whole": {
    en: "{count} features arrive in their usual unit and spread",
    zh: "{count} 个特征的单位与离散程度如常",
  },
  "diagnose/label-share-moved": {
    en: "the share of {class} among the labels went from {before:percent} to {after:percent} ({rows} rows)",
    zh: "标签中 {class} 的占比由 {before:percent} 变为 {after:percent}（{rows} 行）",
  },
  "diagnose/classes-known": {
    en: "each class is found as well as before: only their shares moved",
    zh: "各类别的识别效果如常，只是占比发生了变化",
  },
  "diagnose/classes-unknown": {
    en: "classes are found worse than before: more than their shares moved",
    zh: "各类别的识别效果变差，变化的不只是占比",
  },
  "diagnose/drift-beyond-classes": {
    en: "{feature} moved further than another mix of known classes can move it",
    zh: "{feature} 的偏移超出了已知类别占比变化所能解释的范围",
  },
  "diagnose/label-mix-usual": {
    en: "the shares of {count} classes among the labels are as before",
    zh: "{count} 个类别在标签中的占比如常",
  },
  "diagnose/truth-differs": {
    en: "{measure:word} went from {before} to {after} against the labels ({rows} rows)",
    zh: "与标签相比，{measure:word}由 {before} 变为 {after}（{rows} 行）",
  },
  "diagnose/ranking-lost": {
    en: "scores no longer order the truth as before: area under the ROC curve {before} to {after}",
    zh: "评分对真实结果的排序能力下降：ROC 曲线下面积由 {before} 变为 {after}",
  },
  "diagnose/ranking-kept": {
    en: "scores order the truth as before: area under the ROC curve {before} to {after}",
    zh: "评分对真实结果的排序能力如常：ROC 曲线下面积由 {before} 变为 {after}",
  },
  "diagnose/decisions-moved": {
    en: "{class} went from {before:percent} to {after:percent} of the outputs, though the truth did not",
    zh: "输出中 {class} 的占比由 {before:percent} 变为 {after:percent}，而真实占比并未如此变化",
  },
  "diagnose/hardware-ill": {
    en: "on {name}, {metric} went from {before} to {after}",
    zh: "{name} 上的 {metric} 由 {before} 变为 {after}",
  },
  "diagnose/hardware-fine": {
    en: "clocks, temperatures and error counters of the cards look as before",
    zh: "显卡的频率、温度和错误计数如常",
  },
  "diagnose/retrieval-worse": {
    en: "{feature} fell from {before} to {after}: what is retrieved fits worse",
    zh: "{feature} 由 {before} 降至 {after}：检索到的内容相符程度变差",
  },
  "diagnose/groups-moved": {
    en: "the mix of {feature} moved: its distance from the reference went from {before} to {after}",
    zh: "{feature} 的构成发生变化：与参考分布的距离由 {before} 变为 {after}",
  },
  "diagnose/release-began": {
    en: "release {version} of {name} began to answer {seconds} s from the onset",
    zh: "{name} 的发布版本 {version} 在距事件开始 {seconds} 秒时开始响应",
  },
  "diagnose/release-moved-features": {
    en: "{count} features changed their values under this release of {name}",
    zh: "{name} 的这次发布使 {count} 个特征的取值发生变化",
  },
  "diagnose/injection-suspected": {
    en: "prompts of {name} that look like injection rose from {before:percent} to {after:percent} ({rows} calls)",
    zh: "{name} 疑似注入的提示词占比由 {before:percent} 升至 {after:percent}（{rows} 次调用）",
  },
  "diagnose/prompts-usual": {
    en: "no more prompts than usual look like injection",
    zh: "疑似注入的提示词没有增多",
  },
  "diagnose/feature-broken-seen": {
    en: "a feature is broken on its way in",
    zh: "有特征在传入途中损坏",
  },
  "diagnose/feature-broken-absent": { en: "features arrive whole", zh: "特征传入完好" },
  "diagnose/label-mix-moved-seen": {
    en: "the classes are mixed otherwise",
    zh: "类别占比发生变化",
  },
  "diagnose/label-mix-moved-absent": { en: "the classes are mixed as before", zh: "类别占比如常" },
  "diagnose/groups-moved-seen": { en: "other groups of users ask", zh: "用户群体发生变化" },
  "diagnose/groups-moved-absent": { en: "the same groups of users ask", zh: "用户群体如常" },
  "diagnose/decisions-moved-seen": {
    en: "decisions moved though scores rank as before",
    zh: "评分排序如常，但决策发生变化",
  },
  "diagnose/decisions-moved-absent": {
    en: "decisions follow the scores as before",
    zh: "决策与评分的关系如常",
  },
  "diagnose/service-released-seen": {
    en: "the serving code was released anew",
    zh: "服务代码有新发布",
  },
  "diagnose/service-released-absent": {
    en: "the serving code is the same",
    zh: "服务代码没有变化",
  },
  "diagnose/retrieval-worse-seen": {
    en: "what is retrieved fits worse",
    zh: "检索内容相符程度变差",
  },
  "diagnose/retrieval-worse-absent": {
    en: "what is retrieved fits as before",
    zh: "检索内容相符程度如常",
  },
  "diagnose/injection-rose-seen": { en: "prompts look like injection", zh: "提示词疑似注入" },
  "diagnose/injection-rose-absent": { en: "prompts look as before", zh: "提示词如常" },
  "diagnose/hardware-ill-seen": { en: "hardware shows errors or throttles", zh: "硬件报错或降频" },
  "diagnose/hardware-ill-absent": { en: "hardware looks as before", zh: "硬件如常" },
} as const satisfies WordTable;
