import { type ErrorCode, errorCodes } from "../errors.ts";
import type { WordTable } from "./table.ts";

/** The errors of the table in Chinese; the English texts are the table's own. */
const chinese: { readonly [Code in ErrorCode]: { readonly what: string; readonly fix: string } } = {
  "body-too-large": {
    what: "请求体解压后超过 {limitBytes} 字节",
    fix: "分成更小的批次发送",
  },
  "bad-request": {
    what: "收到的不是有效的 HTTP 请求：{reason}",
    fix: "请发送 HTTP/1.1，Content-Length 正确，请求头不超过 16 KiB，中途不要长时间停顿",
  },
  "bad-encoding": {
    what: "请求体不是有效的 {encoding}：{reason}",
    fix: "按 {encoding} 编码发送，或去掉 Content-Encoding 头",
  },
  "unsupported-encoding": {
    what: "不支持内容编码 {encoding}",
    fix: "使用 gzip、deflate 或不压缩（remote write 用 snappy）",
  },
  "unsupported-type": { what: "这里不支持内容类型 {type}", fix: "请使用其中之一：{expected}" },
  "bad-json": { what: "请求体不是有效的 JSON：{reason}", fix: "检查 {where} 处的 JSON" },
  "bad-protobuf": {
    what: "请求体不是有效的 protobuf 消息：{reason}",
    fix: "发送此路由所需的 OTLP 或 remote write 消息",
  },
  "too-deep": { what: "值的嵌套超过 {limit} 层", fix: "把值展平" },
  "bad-field": { what: "{field} 应为 {expected}，收到的是 {got}", fix: "改正 {field}" },
  "missing-field": { what: "缺少 {field}", fix: "补上 {field}：{expected}" },
  "time-out-of-range": {
    what: "时间 {time} 早于保留期，或晚于现在 10 分钟以上",
    fix: "发送 UTC 毫秒或 ISO 8601 时间，并检查发送方的时钟",
  },
  "too-many-labels": {
    what: "一条序列有 {count} 个标签，上限是 {limit}",
    fix: "在发送方去掉一些标签",
  },
  "too-many-series": {
    what: "指标 {metric} 的序列将超过 {limit} 条",
    fix: "去掉取值很多的标签，或调高设置 maxSeriesPerMetric",
  },
  "not-a-number": { what: "{field} 不是有限的数", fix: "未知时不要填写" },
  "store-unavailable": {
    what: "存储暂时不能接收数据：{reason}",
    fix: "等待 Retry-After 所示的秒数后原样重发",
  },
  "store-in-use": {
    what: "{path} 上已有另一个 Aceso 在运行",
    fix: "停掉它，或把 ACESO_DATA_DIR 设为别的目录",
  },
  "schema-too-new": {
    what: "{path} 中的数据来自更新的 Aceso（表结构 {found}，此版本到 {known}）",
    fix: "启动那个版本或更新的版本",
  },
  overloaded: {
    what: "数据到得比写得快：{bytes} 字节在等待",
    fix: "等待 Retry-After 所示的秒数后原样重发",
  },
  "sender-gave-up": {
    what: "发送方没等到答复就关闭了连接",
    fix: "让发送方多等一会（OpenTelemetry：timeoutMillis 60000），并重新发送",
  },
  unauthorized: { what: "没有有效的密钥", fix: "发送 Authorization: Bearer <key>" },
  forbidden: { what: "角色 {role} 无权这样做", fix: "请求角色 {needed}" },
  "wrong-origin": {
    what: "不接受来自 {origin} 的请求",
    fix: "用 Aceso 自己的地址打开，或为它设置密钥（ACESO_TOKEN）",
  },
  "not-found": { what: "{what} {id} 不存在", fix: "用 {list} 查看有哪些" },
  "not-allowed-now": { what: "现在不能 {what}：{reason}", fix: "{fix}" },
  "bad-config": { what: "{where}：{reason}", fix: "{fix}" },
  "file-unreadable": { what: "无法读取 {path}：{reason}", fix: "检查路径和读取权限" },
  "bad-file": { what: "{path}，{where}：{reason}", fix: "{fix}" },
  "file-too-large": {
    what: "{path} 超过 {limit} {unit}",
    fix: "换一个小些的文件，或调高上限 {setting}",
  },
  "port-taken": { what: "端口 {port} 已被占用", fix: "停掉另一个程序，或设置 {setting}" },
  "bad-expression": {
    what: "PromQL 表达式在 {where} 处无效：{reason}",
    fix: "改正表达式",
  },
  "query-too-large": { what: "查询需要超过 {limit} {unit}", fix: "缩小查询范围" },
  "action-failed": { what: "修复步骤 {step} 失败：{reason}", fix: "{fix}" },
  internal: { what: "Aceso 自身出错：{reason}", fix: "请附日志报告" },
};

/** `error.<code>`: what happened; `error-fix.<code>`: what to do. Parameters are those of the error. */
export const errorWords: WordTable = Object.fromEntries(
  Object.entries(errorCodes).flatMap(([code, { what, fix }]) => {
    // The keys are the table's own codes.
    const zh = chinese[code as ErrorCode];
    return [
      [`error.${code}`, { en: what, zh: zh.what }],
      [`error-fix.${code}`, { en: fix, zh: zh.fix }],
    ];
  }),
);
