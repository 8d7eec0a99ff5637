import type { WordTable } from "./table.ts";

/** What the command line says to people. */
export const cliWords = {
  "cli.usage": {
    en: `Usage: aceso COMMAND [options]

  start                        run Aceso here: UI, API and protocols on one port
  incidents [list]             open incidents, newest first (--all: resolved ones too)
  incidents show ID            what broke, why, what to do, whether it worked
  incidents dry-run ID         the exact calls the proposed repair would make
  incidents approve ID         run the proposed repair and verify it
  incidents reject ID          turn the proposed repair down (--reason TEXT)
  incidents undo ID            take a performed repair back
  incidents fault ID           say that it was a fault; rank learns from such words
  incidents false-alarm ID     say that it was none
  incidents rank               likeliest fault first, by what people made of earlier ones (--least P, --all)
  detect FILE                  anomalies in the series of a file (CSV, NDJSON, Parquet), row by row as if live
                               --time NAME  --value NAME…  --detector NAME  --set SETTING=VALUE…
                               --direction up|down|both  --counter (judge rates of counters)
  detect --group FILE          the same for all its series together: which of them made it so, and by how much
  detect --table FILE          unusual rows of a table: --reference FILE  --contamination SHARE  --seed N
  check REFERENCE CURRENT      compare two files (CSV, NDJSON, Parquet): schema, data quality, drift, quality
                               --format text|json|md|html|junit  --output FILE  --thresholds FILE  --all
                               --id --time --prediction --score --label NAME  --ignore A,B  --warn-only drift,…
  report --resources           processors, memory, disks, GPUs: use, when full, what stands idle (--hour-cost N)
  inspect FILE [FILE]          what a model file holds (safetensors, GGUF, ONNX, Keras, HDF5, JSON), or how two differ
                               --model NAME  --version V  --curves FILE (keep it as evidence for that version)
  golden FILE --endpoint URL   ask a model a labelled file's questions and score it: --model M  --version V  --rows N
                               --seconds N  --request JSON  --answer PATH  --set MEASURE=LIMIT…  --send (to Aceso)
                               --results FILE (kept), --reference FILE (of an earlier run)  --format, --output as check
  judge FILE --endpoint URL --judge MODEL
                               let a language model say yes or no to answers, and hold it against people's labels:
                               --question TEXT  --prediction --label --id NAME  --rows N  --least SHARE  --model M --send
  curves FILE                  training curves, a column each: divergence, plateau, over-fit, learning rate
                               --reference FILE (of an earlier run)  --format, --output as check
  diagnose INCIDENT            why: each cause with the evidence for and against it
                               --examples (confused classes, wrong answers and the features that speak for them)
  diagnose --from DIR          the component at fault and since when, from a folder of metrics, changes, logs, graph
                               --at TIME (when it was noticed)  --target COMPONENT:METRIC (where it is felt)
  diagnose --breakdown FILE    the combinations of attributes (country, version) that explain why a number or a ratio moved
  reproduce INCIDENT           replay its captured inputs: --current URL  --previous URL  --candidate URL
                               --openai MODEL  --body JSON  --answer POINTER  --count N
  reference add FILE           what a model was trained on, frozen for drift: --model NAME  --version V  --ignore A,B
  drill [KIND]                 send a made incident and see whether it is found and explained
                               (drill list: the kinds; --seed N, --settings FILE)
  report --model M             incidents and monitors of a model: --from TIME|24h  --to TIME  --format, --output as check
  doctor                       check this machine, the settings and the store
  backup                       copy everything a running Aceso stored into a folder, and say which
  restore FOLDER               fill an empty data directory from such a folder
  config print|check|export|schema
                               settings with their origin, a check, monitors as a file, JSON Schema

Options: --config FILE  --data-dir DIR  --host HOST  --port PORT  --otlp-port PORT  --clickhouse-url URL
         --insecure  --url URL (of a running Aceso)  --json  --lang en|zh  --help  --version
Exit: 0 fine, 1 findings, 2 wrong use or input, 3 could not run, 4 not allowed, 130 interrupted`,
    zh: `用法:aceso 命令 [选项]

  start                        在本机运行 Aceso:界面、API 和各协议共用一个端口
  incidents [list]             未解决的事件,最新的在前(--all:包括已解决的)
  incidents show ID            哪里坏了、为什么、该做什么、是否有效
  incidents dry-run ID         建议的修复将发出的确切调用
  incidents approve ID         执行建议的修复并验证
  incidents reject ID          拒绝建议的修复(--reason 理由)
  incidents undo ID            撤销已执行的修复
  incidents fault ID           判为故障;rank 由此类判断学习
  incidents false-alarm ID     判为误报
  incidents rank               依据人员以往的判断,最可能是故障的在前(--least 概率、--all)
  detect 文件                  逐行判定文件(CSV、NDJSON、Parquet)中各序列的异常,如同实时
                               --time 列名  --value 列名…  --detector 名称  --set 设置=值…
                               --direction up|down|both  --counter(判定计数器的速率)
  detect --group 文件          各序列合在一起判定:由哪些序列引起、各占多少
  detect --table 文件          表中不寻常的行: --reference 文件  --contamination 比例  --seed N
  check 参照文件 当前文件      比较两个文件(CSV、NDJSON、Parquet):结构、数据质量、漂移、模型质量
                               --format text|json|md|html|junit  --output 文件  --thresholds 文件  --all
                               --id --time --prediction --score --label 列名  --ignore A,B  --warn-only drift,…
  golden 文件 --endpoint 地址  向模型提出带标签文件中的问题并评分:--model 模型  --version 版本  --rows N
                               --seconds N  --request JSON  --answer 路径  --set 指标=界限…  --send(发送到 Aceso)
                               --results 文件(保存)、--reference 文件(先前一次)  --format、--output 同 check
  judge 文件 --endpoint 地址 --judge 模型
                               由语言模型对回答给出是或否,并与人的标签比较:
                               --question 问题  --prediction --label --id 列名  --rows N  --least 比例  --model 模型 --send
  curves 文件                  训练曲线,每列一条:发散、停滞、过拟合、学习率
                               --reference 文件(先前一次)  --format、--output 同 check
  diagnose 事件                原因:每个可能的原因及其支持与反对的证据
                               --examples(混淆的类别、错误答案及促成它们的特征)
  diagnose --from 目录         由目录中的指标、变更、日志和调用图找出故障组件及起始时间
                               --at 时间(发现的时刻)  --target 组件:指标(在哪里感到问题)
  diagnose --breakdown 文件    解释数值或比率变化的属性组合(国家、版本等)
  reproduce 事件               重放其捕获的输入:--current URL  --previous URL  --candidate URL
                               --openai 模型  --body JSON  --answer 指针  --count N
  reference add FILE           冻结模型的训练数据，作为漂移的参照：--model 名称  --version 版本  --ignore 列,列
  drill [类型]                 发送一个模拟事件,检验能否发现并解释
                               (drill list:列出类型;--seed N、--settings 文件)
  report --model 模型          模型的事件与监视:--from 时间|24h  --to 时间  --format、--output 同 check
  report --resources           处理器、内存、磁盘、GPU:使用率、何时用尽、哪些闲置(--hour-cost N)
  inspect FILE [FILE]          模型文件的内容(safetensors、GGUF、ONNX、Keras、HDF5、JSON),或两个文件的差异
                               --model 名称  --version 版本  --curves 文件(保存为该版本的证据)
  doctor                       检查本机、设置和存储
  backup                       把正在运行的 Aceso 存储的一切复制到一个目录,并给出其路径
  restore 目录                 用这样的目录填充空的数据目录
  config print|check|export|schema
                               显示设置及其来源、检查设置、导出监视、JSON Schema

选项:--config 文件  --data-dir 目录  --host 主机  --port 端口  --otlp-port 端口  --clickhouse-url 地址
      --insecure  --url 地址(正在运行的 Aceso)  --json  --lang en|zh  --help  --version
退出码:0 正常,1 有发现,2 用法或输入错误,3 无法运行,4 无权限,130 被中断`,
  },
  "cli.backed-up": { en: "{bytes:bytes} copied to {path}", zh: "已复制 {bytes:bytes} 到 {path}" },
  "cli.restored": {
    en: "{path} filled from {from}; start Aceso on it",
    zh: "已用 {from} 填充 {path},可在其上启动 Aceso",
  },
  "cli.failed": { en: "{what}", zh: "出错:{what}" },
  "cli.fix": { en: "→ {fix}", zh: "→ {fix}" },
  "cli.unknown-command": { en: "unknown command {command}", zh: "未知命令 {command}" },
  "cli.did-you-mean": { en: "did you mean {guess}?", zh: "是不是 {guess}?" },
  "cli.see-help": { en: "see aceso --help", zh: "参见 aceso --help" },
  "cli.building-ui": { en: "building the web UI …", zh: "正在构建网页界面……" },
  "cli.ui-build-failed": {
    en: "the web UI could not be built; the API works without it. Last line: {line}",
    zh: "网页界面构建失败;API 不受影响。最后一行:{line}",
  },
  "cli.drill-begins": {
    en: "drill {kind}, seed {seed}: an hour of healthy signals, then the fault as it happens …",
    zh: "演练 {kind},种子 {seed}:先发送一小时的健康信号,再实时注入故障……",
  },
  "cli.drill-truth": { en: "planted   {kind}: {truth}", zh: "注入   {kind}:{truth}" },
  "cli.drill-opened": {
    en: "opened    {code}, {seconds} s after the fault began",
    zh: "发现   {code},故障开始后 {seconds} 秒",
  },
  "cli.drill-not-opened": { en: "opened    no incident", zh: "发现   无事件" },
  "cli.drill-answer": {
    en: "answered  {answer}, {confidence:percent} sure",
    zh: "回答   {answer},置信度 {confidence:percent}",
  },
  "cli.drill-right": { en: "right", zh: "正确" },
  "cli.drill-wrong": { en: "wrong", zh: "错误" },
  "cli.starting": { en: "starting …", zh: "正在启动……" },
  "cli.stopping": { en: "stopping: writing what is left …", zh: "正在停止:写入剩余数据……" },
  "cli.ready": {
    en: "Aceso {version}   ready in {took:ms}",
    zh: "Aceso {version}   就绪,用时 {took:ms}",
  },
  "cli.banner.ui": { en: "UI       {url}   {access}", zh: "界面   {url}   {access}" },
  "cli.access.open": { en: "no account needed", zh: "无需账号" },
  "cli.access.key": { en: "asks for a key", zh: "需要密钥" },
  "cli.banner.send": {
    en: "Send     {otlp} · Prometheus {url}/api/v1/write · POST {url}/api/v1/predictions",
    zh: "发送   {otlp} · Prometheus {url}/api/v1/write · POST {url}/api/v1/predictions",
  },
  "cli.banner.otlp": { en: "OTLP {url}/v1, :{port}", zh: "OTLP {url}/v1、:{port}" },
  "cli.banner.otlp-taken": {
    en: "OTLP {url}/v1 (port {port} is taken{owner})",
    zh: "OTLP {url}/v1(端口 {port} 已被占用{owner})",
  },
  "cli.banner.store-embedded": {
    en: "Store    embedded ClickHouse, {path}, keeps metrics {retention}",
    zh: "存储   内嵌 ClickHouse,{path},指标保留 {retention}",
  },
  "cli.banner.store-remote": {
    en: "Store    ClickHouse at {path}, keeps metrics {retention}",
    zh: "存储   ClickHouse {path},指标保留 {retention}",
  },
  "cli.banner.repairs": {
    en: "Repairs  {mode}, {targets} targets",
    zh: "修复   {mode},{targets} 个目标",
  },
  "cli.mode.propose": { en: "proposed only, a person approves", zh: "仅建议,由人批准" },
  "cli.mode.approve": { en: "run after approval", zh: "批准后执行" },
  "cli.mode.auto": { en: "run within the policy", zh: "在策略范围内自动执行" },
  "cli.banner.waiting": {
    en: "watching this machine; npm run demo shows real incidents        Ctrl-C stops",
    zh: "正在监视本机;npm run demo 可演示真实事件        Ctrl-C 停止",
  },
  "cli.port-owner": { en: " by {name}, pid {pid}", zh: ",占用者 {name},pid {pid}" },
  "cli.no-incidents": { en: "no open incident", zh: "没有未解决的事件" },
  "cli.incident-line": {
    en: "{code}  {phase:word}  since {onset:time}  {title}",
    zh: "{code}  {phase:word}  始于 {onset:time}  {title}",
  },
  "cli.next-show": {
    en: "next: aceso incidents show {code}",
    zh: "下一步:aceso incidents show {code}",
  },
  "phase.opened": { en: "opened", zh: "已发现" },
  "phase.diagnosed": { en: "diagnosed", zh: "已诊断" },
  "phase.repairing": { en: "repairing", zh: "修复中" },
  "phase.verifying": { en: "verifying", zh: "验证中" },
  "phase.resolved": { en: "resolved", zh: "已解决" },
  "cli.heading.why": { en: "WHY", zh: "原因" },
  "cli.heading.else": { en: "something else", zh: "其他原因" },
  "cli.heading.do": { en: "DO", zh: "措施" },
  "cli.heading.result": { en: "RESULT", zh: "结果" },
  "cli.heading.symptoms": { en: "SEEN", zh: "现象" },
  "cli.no-diagnosis": { en: "not explained yet", zh: "尚未查明" },
  "cli.no-plan": { en: "no repair is proposed", zh: "没有建议的修复" },
  "cli.no-undo": { en: "cannot be undone: {reason}", zh: "无法撤销:{reason}" },
  "cli.would-call": { en: "would call {method} {url}", zh: "将调用 {method} {url}" },
  "cli.precheck": { en: "{mark} {check}: {says}", zh: "{mark} {check}:{says}" },
  "cli.repair-status": { en: "repair: {status:word}", zh: "修复:{status:word}" },
  "status.proposed": { en: "proposed", zh: "已建议" },
  "status.rejected": { en: "rejected", zh: "已拒绝" },
  "status.approved": { en: "approved", zh: "已批准" },
  "status.performed": { en: "performed, being verified", zh: "已执行,验证中" },
  "status.failed": { en: "failed", zh: "失败" },
  "status.fixed": { en: "fixed", zh: "已修复" },
  "status.not-fixed": { en: "not fixed", zh: "未修复" },
  "status.not-enough-data": { en: "not enough data to tell", zh: "数据不足,无法判断" },
  "status.undone": { en: "undone", zh: "已撤销" },
  "cli.next-approve": {
    en: "next: aceso incidents dry-run {code}, then aceso incidents approve {code}",
    zh: "下一步:aceso incidents dry-run {code},再 aceso incidents approve {code}",
  },
  "cli.config-fine": { en: "{path}: fine", zh: "{path}:没有问题" },
  "cli.config-none": { en: "no {path}: defaults are used", zh: "没有 {path}:使用默认值" },
  "doctor.node": {
    en: "Node {found}, needs {needed} or newer",
    zh: "Node {found},需要 {needed} 或更新",
  },
  "doctor.config": { en: "settings are valid", zh: "设置有效" },
  "doctor.config-bad": { en: "settings: {what} → {fix}", zh: "设置:{what} → {fix}" },
  "doctor.secret-missing": {
    en: "the environment variable {name} is not set, but {where} needs it",
    zh: "环境变量 {name} 未设置,但 {where} 需要它",
  },
  "doctor.port-free": { en: "port {port} is free", zh: "端口 {port} 空闲" },
  "doctor.port-ours": { en: "port {port}: Aceso answers", zh: "端口 {port}:Aceso 正在应答" },
  "doctor.port-taken": {
    en: "port {port} is taken{owner} → stop it or set {setting}",
    zh: "端口 {port} 已被占用{owner} → 停止它或设置 {setting}",
  },
  "doctor.key-bad": {
    en: "Aceso does not accept this ACESO_TOKEN",
    zh: "Aceso 不接受此 ACESO_TOKEN",
  },
  "doctor.key-fine": { en: "Aceso accepts the key", zh: "Aceso 接受密钥" },
  "doctor.disk": { en: "{free:bytes} free for {path}", zh: "{path} 可用空间 {free:bytes}" },
  "doctor.disk-unwritable": {
    en: "{path} cannot be written: {reason} → set ACESO_DATA_DIR",
    zh: "{path} 无法写入:{reason} → 设置 ACESO_DATA_DIR",
  },
  "doctor.store-embedded": { en: "the embedded store is installed", zh: "内嵌存储已安装" },
  "doctor.store-missing": {
    en: "the embedded store (npm package chdb) is not installed → npm install, or set ACESO_CLICKHOUSE_URL",
    zh: "内嵌存储(npm 包 chdb)未安装 → npm install,或设置 ACESO_CLICKHOUSE_URL",
  },
  "doctor.store-remote": { en: "ClickHouse at {url} answers", zh: "ClickHouse {url} 有应答" },
  "doctor.store-silent": {
    en: "ClickHouse at {url} does not answer: {reason}",
    zh: "ClickHouse {url} 没有应答:{reason}",
  },
  "doctor.clock": { en: "the clock agrees with {peer}", zh: "时钟与 {peer} 一致" },
  "doctor.clock-alone": { en: "the clock is plausible", zh: "时钟合理" },
  "doctor.clock-off": {
    en: "the clock is {off:ms} off {peer} → charts may look empty; set the clock",
    zh: "时钟与 {peer} 相差 {off:ms} → 图表可能为空;请校准时钟",
  },
  "doctor.clock-before": {
    en: "the clock is {off:ms} behind the newest data → set the clock",
    zh: "时钟比最新数据落后 {off:ms} → 请校准时钟",
  },
  "doctor.memory": {
    en: "{total:bytes} of memory, needs 2 GB",
    zh: "内存 {total:bytes},需要 2 GB",
  },
  "doctor.summary": {
    en: "{problems} problems, {warnings} warnings",
    zh: "{problems} 个问题,{warnings} 个警告",
  },
  "cli.reference.added": {
    en: "{features} features of {model} {version} frozen as its reference, from {rows} rows",
    zh: "已将 {model} {version} 的 {features} 个特征冻结为参照，共 {rows} 行",
  },
} as const satisfies WordTable;
