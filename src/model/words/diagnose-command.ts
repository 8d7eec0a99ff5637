import type { WordTable } from "./table.ts";

/** What `aceso diagnose` says to people. */
export const diagnoseCommandWords = {
  "cli.diagnose.incident": {
    en: "Incident {code}, since {onset:time}",
    zh: "事件 {code}，始于 {onset:time}",
  },
  "cli.diagnose.not-yet": { en: "not diagnosed yet", zh: "尚未诊断" },
  "cli.diagnose.cause": { en: "{share:percent}  {text}", zh: "{share:percent}  {text}" },
  "cli.diagnose.for": { en: "  + {text}", zh: "  + {text}" },
  "cli.diagnose.against": { en: "  - {text}", zh: "  - {text}" },
  "cli.diagnose.ruled-out": { en: "ruled out: {text}", zh: "已排除：{text}" },
  "cli.diagnose.judged": {
    en: "{model}: {before:number} judged predictions from before the onset, {since:number} since",
    zh: "{model}：起始之前已有标签的预测 {before:number} 个，之后 {since:number} 个",
  },
  "cli.diagnose.cluster": {
    en: "of {count:number} wrong answers {wrong:number} have {where}; {share:percent} of the right ones do",
    zh: "{count:number} 个错误回答中有 {wrong:number} 个符合 {where}；正确回答中仅 {share:percent} 符合",
  },
  "cli.diagnose.confusion": {
    en: "{label} taken for {output}: {share:percent} instead of {before:percent} ({count:number} rows)",
    zh: "{label} 被判为 {output}：由 {before:percent} 升至 {share:percent}（{count:number} 行）",
  },
  "cli.diagnose.confusion-new": {
    en: "{label} taken for {output}: {share:percent} ({count:number} rows)",
    zh: "{label} 被判为 {output}：{share:percent}（{count:number} 行）",
  },
  "cli.diagnose.wrong": {
    en: "{id}, {time:time}: {output}, but it is {label}",
    zh: "{id}，{time:time}：判为 {output}，实为 {label}",
  },
  "cli.diagnose.wrong-sure": {
    en: "{id}, {time:time}: {output} with probability {confidence:percent}, but it is {label}",
    zh: "{id}，{time:time}：以 {confidence:percent} 的概率判为 {output}，实为 {label}",
  },
  "cli.diagnose.feature": {
    en: "  {name} {value}: {points:number} points of probability",
    zh: "  {name} {value}：{points:number} 个百分点",
  },
  "cli.diagnose.similar": {
    en: "looked alike: {code} of {time:time} ({likeness:percent}): {text}",
    zh: "相似：{time:time} 的 {code}（{likeness:percent}）：{text}",
  },
  "cli.diagnose.similar-fixed": {
    en: "  what helped then: {text}",
    zh: "  当时有效的处理：{text}",
  },
  "cli.diagnose.head": {
    en: "{folder}: {series:number} series, {changes:number} changes, {lines:number} log lines",
    zh: "{folder}：{series:number} 条序列，{changes:number} 个变更，{lines:number} 行日志",
  },
  "cli.diagnose.since": {
    en: "since {onset:time}: then the series step together",
    zh: "始于 {onset:time}：各序列在此刻一同变化",
  },
  "cli.diagnose.since-alarm": {
    en: "since {onset:time} at the latest: the series do not date it themselves",
    zh: "最晚始于 {onset:time}：序列本身无法确定起点",
  },
  "cli.diagnose.unclear": {
    en: "no component stands out ({share:percent} that the cause is none of them)",
    zh: "没有突出的组件（原因不在其中的可能性为 {share:percent}）",
  },
  "cli.diagnose.suspect": {
    en: "{share:percent}  {component}",
    zh: "{share:percent}  {component}",
  },
  "cli.diagnose.breakdown-sum": {
    en: "{where}: {before:number} before, {during:number} during",
    zh: "{where}：此前 {before:number}，期间 {during:number}",
  },
  "cli.diagnose.breakdown-ratio": {
    en: "{where}: {before:percent} before, {during:percent} during, {share:percent} of the rise",
    zh: "{where}：此前 {before:percent}，期间 {during:percent}，占上升的 {share:percent}",
  },
  "cli.diagnose.breakdown-none": {
    en: "no combination of attributes explains a change",
    zh: "没有属性组合能解释变化",
  },
  "cli.diagnose.sign.metric": {
    en: "  {metric}: {from:number} before, {to:number} since",
    zh: "  {metric}：此前 {from:number}，之后 {to:number}",
  },
  "cli.diagnose.sign.call": {
    en: "  calls to it wait longer, those of {caller} most",
    zh: "  对它的调用等待变长，{caller} 的最明显",
  },
  "cli.diagnose.sign.path": {
    en: "  log points {path}: {from:percent} of the time before, {to:percent} since",
    zh: "  日志点 {path}：此前占 {from:percent}，之后占 {to:percent}",
  },
  "cli.diagnose.sign.log": {
    en: "  log “{template}”: {from:number} a window before, {to:number} since",
    zh: "  日志“{template}”：此前每窗口 {from:number} 行，之后 {to:number} 行",
  },
  "cli.diagnose.sign.change": {
    en: "  changed at {time:time}: {title}",
    zh: "  变更于 {time:time}：{title}",
  },
  "cli.diagnose.sign.blind": {
    en: "  nobody watches it, and nothing that is watched stands out",
    zh: "  它没有被监测，而被监测的组件均无突出迹象",
  },
} as const satisfies WordTable;
