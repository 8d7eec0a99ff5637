import type { WordTable } from "./table.ts";

/** What a check of files or of a model says: names of checks, findings, numbers, headings. */
export const checkWords = {
  "check.title": { en: "Data check", zh: "数据检查" },
  "check.fact.reference": {
    en: "reference  {path}  {rows:number} rows × {columns:number} columns",
    zh: "参照  {path}  {rows:number} 行 × {columns:number} 列",
  },
  "check.fact.current": {
    en: "current    {path}  {rows:number} rows × {columns:number} columns",
    zh: "当前  {path}  {rows:number} 行 × {columns:number} 列",
  },
  "check.section.table": { en: "Whole table", zh: "整表" },
  "check.section.quality": { en: "Quality", zh: "质量" },
  "check.section.columns": { en: "Columns", zh: "各列" },
  "check.status.pass": { en: "passed", zh: "通过" },
  "check.status.warn": { en: "warning", zh: "警告" },
  "check.status.fail": { en: "failed", zh: "未通过" },
  "check.status.skip": { en: "not checked", zh: "未检查" },
  "check.summary": {
    en: "{fail:number} failed · {warn:number} warnings · {pass:number} passed · {skip:number} not checked",
    zh: "{fail:number} 项未通过 · {warn:number} 项警告 · {pass:number} 项通过 · {skip:number} 项未检查",
  },
  "check.quiet-columns": {
    en: "{count:number} more columns without a finding (--all shows them)",
    zh: "另有 {count:number} 列没有问题（--all 显示全部）",
  },
  "check.written": { en: "written to {path}", zh: "已写入 {path}" },
  "check.reference": { en: "reference", zh: "参照" },
  "check.current": { en: "current", zh: "当前" },
  "check.all-checks": { en: "All checks", zh: "全部检查" },
  "check.jump": { en: "jump to", zh: "跳转到" },
  "check.theme": { en: "light or dark", zh: "浅色或深色" },
  "check.made-by": {
    en: "Made by Aceso {version}. Nothing in this file is loaded from elsewhere.",
    zh: "由 Aceso {version} 生成。本文件不从别处加载任何内容。",
  },

  "check.name.schema": { en: "schema", zh: "表结构" },
  "check.name.volume": { en: "volume", zh: "数据量" },
  "check.name.freshness": { en: "freshness", zh: "新鲜度" },
  "check.name.duplicates": { en: "duplicates", zh: "重复行" },
  "check.name.correlation": { en: "correlation", zh: "相关性" },
  "check.name.coverage": { en: "coverage", zh: "覆盖" },
  "check.name.type": { en: "type", zh: "类型" },
  "check.name.missing": { en: "missing", zh: "缺失" },
  "check.name.constant": { en: "constant", zh: "恒定" },
  "check.name.range": { en: "range", zh: "取值范围" },
  "check.name.unseen": { en: "unseen", zh: "新类别" },
  "check.name.duplicate-ids": { en: "duplicate ids", zh: "重复标识" },
  "check.name.personal-data": { en: "personal data", zh: "个人信息" },
  "check.name.drift": { en: "drift", zh: "漂移" },
  "check.name.quality": { en: "quality", zh: "质量" },

  "check.type.number": { en: "number", zh: "数值" },
  "check.type.text": { en: "text", zh: "文本" },
  "check.type.boolean": { en: "boolean", zh: "布尔" },
  "check.type.time": { en: "time", zh: "时间" },
  "type.number": { en: "number", zh: "数值" },
  "type.text": { en: "text", zh: "文本" },
  "type.boolean": { en: "boolean", zh: "布尔" },
  "type.time": { en: "time", zh: "时间" },
  "found.number": { en: "number", zh: "数值" },
  "found.text": { en: "text", zh: "文本" },
  "found.boolean": { en: "boolean", zh: "布尔" },
  "found.time": { en: "time", zh: "时间" },
  "check.role.id": { en: "identifier", zh: "标识" },
  "check.role.time": { en: "time of the row", zh: "行时间" },
  "check.role.prediction": { en: "prediction", zh: "预测" },
  "check.role.score": { en: "score", zh: "分数" },
  "check.role.label": { en: "label", zh: "标签" },
  "check.role.text": { en: "free text", zh: "自由文本" },
  "check.task.binary": { en: "two classes", zh: "二分类" },
  "check.task.classes": { en: "classes", zh: "多分类" },
  "check.task.numbers": { en: "numbers", zh: "回归" },

  "check.row.rows": { en: "rows", zh: "行数" },
  "check.row.columns": { en: "columns", zh: "列数" },
  "check.row.labelled": { en: "rows with label and prediction", zh: "同时有标签和预测的行" },
  "check.row.missing": { en: "missing", zh: "缺失" },
  "check.row.distinct": { en: "different values", zh: "不同取值" },
  "check.row.mean": { en: "mean", zh: "均值" },
  "check.row.deviation": { en: "standard deviation", zh: "标准差" },
  "check.row.min": { en: "smallest", zh: "最小" },
  "check.row.p05": { en: "5 % quantile", zh: "5% 分位" },
  "check.row.median": { en: "median", zh: "中位数" },
  "check.row.p95": { en: "95 % quantile", zh: "95% 分位" },
  "check.row.max": { en: "largest", zh: "最大" },

  "check.schema.same": {
    en: "all {count:number} columns are there",
    zh: "{count:number} 列全部存在",
  },
  "check.schema.gone": { en: "column {name} is gone", zh: "列 {name} 不见了" },
  "check.schema.renamed": {
    en: "column {name} is gone; {renamed} is new and may be the same",
    zh: "列 {name} 不见了；新增的 {renamed} 可能是同一列",
  },
  "check.schema.new": { en: "column {name} is new", zh: "列 {name} 是新增的" },
  "check.volume.enough": {
    en: "{now:number} rows beside {before:number}",
    zh: "{now:number} 行，参照 {before:number} 行",
  },
  "check.volume.few": {
    en: "only {now:number} rows beside {before:number}",
    zh: "仅 {now:number} 行，参照 {before:number} 行",
  },
  "check.volume.empty": { en: "there is not one row", zh: "一行也没有" },
  "check.volume.no-reference": { en: "the reference has no row", zh: "参照没有任何行" },
  "check.freshness.fresh": {
    en: "the newest row is {age:ms} old",
    zh: "最新一行距今 {age:ms}",
  },
  "check.freshness.stale": {
    en: "the newest row is {age:ms} old, at most {limit:ms} are allowed",
    zh: "最新一行距今 {age:ms}，最多允许 {limit:ms}",
  },
  "check.freshness.newer": {
    en: "the newest row is of {newest:time}",
    zh: "最新一行的时间为 {newest:time}",
  },
  "check.freshness.older": {
    en: "the newest row is of {newest:time}, older than the reference's of {before:time}",
    zh: "最新一行的时间为 {newest:time}，早于参照的 {before:time}",
  },
  "check.freshness.no-time": { en: "no column tells the time of a row", zh: "没有表示行时间的列" },
  "check.duplicates.none": { en: "no row stands twice", zh: "没有重复行" },
  "check.duplicates.same": {
    en: "{now:percent} of the rows stand twice, {before:percent} before",
    zh: "{now:percent} 的行重复，参照为 {before:percent}",
  },
  "check.duplicates.grown": {
    en: "{count:number} rows stand twice: {now:percent} of all, {before:percent} before",
    zh: "{count:number} 行重复：占 {now:percent}，参照为 {before:percent}",
  },
  "check.duplicates.empty": { en: "there are no rows to compare", zh: "没有可比较的行" },
  "check.correlation.same": {
    en: "no change among {count:number} pairs of columns",
    zh: "{count:number} 对列之间没有变化",
  },
  "check.correlation.little": {
    en: "the largest change is small: {first} and {second} went from {before:number} to {now:number}",
    zh: "最大变化很小：{first} 与 {second} 由 {before:number} 变为 {now:number}",
  },
  "check.correlation.changed": {
    en: "{first} and {second} no longer go together as before: rank correlation {before:number} → {now:number}",
    zh: "{first} 与 {second} 的关系变了：秩相关 {before:number} → {now:number}",
  },
  "check.correlation.too-few": { en: "fewer than two number columns", zh: "数值列不足两列" },
  "check.coverage.covered": {
    en: "the reference covers the rows: {share:percent} lie outside, {usual:percent} by chance",
    zh: "参照覆盖了这些行：{share:percent} 在外，偶然占 {usual:percent}",
  },
  "check.coverage.uncovered": {
    en: "the reference does not cover {share:percent} of the rows ({usual:percent} by chance): on these the model guesses",
    zh: "参照未覆盖 {share:percent} 的行（偶然占 {usual:percent}）：模型在这些行上只能猜测",
  },
  "check.coverage.missing": {
    en: "nearly every row misses a number",
    zh: "几乎每一行都缺数值",
  },
  "check.coverage.too-few": {
    en: "fewer than 200 reference rows or two number columns",
    zh: "参照不足 200 行，或数值列不足两列",
  },

  "check.type.kept": { en: "every value is a {type:word}", zh: "所有值都是{type:word}" },
  "check.type.empty": { en: "no values tell the type", zh: "没有值可判断类型" },
  "check.type.changed": {
    en: "was {type:word}, is {found:word}",
    zh: "原为{type:word}，现为{found:word}",
  },
  "check.type.misfits": {
    en: "{count:number} values are no {type:word}, such as {example}",
    zh: "{count:number} 个值不是{type:word}，例如 {example}",
  },
  "check.missing.none": { en: "nothing is missing", zh: "没有缺失" },
  "check.missing.same": {
    en: "{now:percent} missing, {before:percent} before",
    zh: "缺失 {now:percent}，参照 {before:percent}",
  },
  "check.missing.grown": {
    en: "{now:percent} missing, {before:percent} before",
    zh: "缺失 {now:percent}，参照 {before:percent}",
  },
  "check.missing.unsure": {
    en: "{now:percent} missing, {before:percent} before; too few rows to be sure",
    zh: "缺失 {now:percent}，参照 {before:percent}；行数太少，不能确定",
  },
  "check.missing.all": {
    en: "every value is missing, {before:percent} before",
    zh: "全部缺失，参照 {before:percent}",
  },
  "check.constant.varies": { en: "the values vary", zh: "取值有变化" },
  "check.constant.always": { en: "always {value}, as before", zh: "始终为 {value}，与参照相同" },
  "check.constant.chance": { en: "only {value}, which is common", zh: "只有 {value}，它本就常见" },
  "check.constant.stuck": {
    en: "stuck at {value}, {before:number} different values before",
    zh: "一直是 {value}，参照有 {before:number} 种取值",
  },
  "check.range.within": {
    en: "within {low:number} to {high:number}",
    zh: "在 {low:number} 至 {high:number} 之内",
  },
  "check.range.barely": {
    en: "{count:number} values just outside {low:number} to {high:number}, as chance brings",
    zh: "{count:number} 个值略超出 {low:number} 至 {high:number}，属偶然",
  },
  "check.range.outside": {
    en: "{share:percent} outside {low:number} to {high:number}: from {least:number} to {most:number}",
    zh: "{share:percent} 超出 {low:number} 至 {high:number}：现为 {least:number} 至 {most:number}",
  },
  "check.unseen.none": { en: "no category that was not seen before", zh: "没有新类别" },
  "check.unseen.expected": {
    en: "{share:percent} of new categories, as often as new ones came before",
    zh: "新类别占 {share:percent}，与以往新类别出现的频率相当",
  },
  "check.unseen.new": {
    en: "{share:percent} of categories not seen before: {names}",
    zh: "{share:percent} 属于未见过的类别：{names}",
  },
  "check.duplicate-ids.none": { en: "every identifier stands once", zh: "每个标识只出现一次" },
  "check.duplicate-ids.always": {
    en: "{count:number} identifiers stand twice, as in the reference",
    zh: "{count:number} 个标识重复，参照亦有重复",
  },
  "check.duplicate-ids.found": {
    en: "{count:number} identifiers stand twice, none in the reference",
    zh: "{count:number} 个标识重复，参照没有重复",
  },
  "check.personal-data.none": { en: "no pattern of personal data", zh: "未发现个人信息的模式" },
  "check.personal-data.found": {
    en: "{personalData:word} in {share:percent} of {count:number} texts, {before:percent} before",
    zh: "{count:number} 条文本中 {share:percent} 含{personalData:word}，参照 {before:percent}",
  },
  "check.personal-data.new": {
    en: "{personalData:word} in {share:percent} of {count:number} texts, none in the reference",
    zh: "{count:number} 条文本中 {share:percent} 含{personalData:word}，参照没有",
  },
  "personalData.email": { en: "e-mail addresses", zh: "电子邮箱" },
  "personalData.credit-card": { en: "card numbers", zh: "银行卡号" },
  "personalData.iban": { en: "IBANs", zh: "国际银行账号" },
  "personalData.phone": { en: "telephone numbers", zh: "电话号码" },
  "personalData.ip-address": { en: "public IP addresses", zh: "公网 IP 地址" },
  "personalData.us-ssn": { en: "US social security numbers", zh: "美国社会保障号" },
  "personalData.cn-id": { en: "Chinese resident numbers", zh: "居民身份证号" },
  "personalData.secret": { en: "secret keys", zh: "密钥" },
  "check.quality.kept": {
    en: "{measure:word} {value:unit}, {before:unit} before",
    zh: "{measure:word} {value:unit}，参照 {before:unit}",
  },
  "check.quality.better": {
    en: "{measure:word} {value:unit}, better than {before:unit} before",
    zh: "{measure:word} {value:unit}，优于参照 {before:unit}",
  },
  "check.quality.worse": {
    en: "{measure:word} {value:unit}, {before:unit} before",
    zh: "{measure:word} {value:unit}，参照 {before:unit}",
  },
  "check.quality.unsure": {
    en: "{measure:word} {value:unit}, {before:unit} before; too few rows to be sure",
    zh: "{measure:word} {value:unit}，参照 {before:unit}；行数太少，不能确定",
  },
  "check.quality.unknown": {
    en: "{measure:word} {value:unit}, {before:unit} before; shown, not judged",
    zh: "{measure:word} {value:unit}，参照 {before:unit}；仅展示，不判定",
  },
} as const satisfies WordTable;
