import type { WordTable } from "./table.ts";

/** Texts of repairs: steps, undo, radius, why there is no plan, and the checks before a run. */
export const repairWords = {
  "repair/switch-version": {
    en: "switch {name} from version {from} to {to} (target {target})",
    zh: "将 {name} 从版本 {from} 切换到 {to}（目标 {target}）",
  },
  "repair/switch-version-undo": {
    en: "switch {name} from version {from} back to {to}",
    zh: "将 {name} 从版本 {from} 切回 {to}",
  },
  "repair/webhook": {
    en: "ask {target} for the operation {operation} on {name}",
    zh: "请求 {target} 对 {name} 执行操作 {operation}",
  },
  "repair/webhook-undo": {
    en: "ask {target} to take {operation} back",
    zh: "请求 {target} 撤销 {operation}",
  },
  "repair/webhook-no-undo": {
    en: "{operation} cannot be taken back",
    zh: "{operation} 无法撤销",
  },
  "repair/blast-radius": {
    en: "touches {name} through {target}; models that may notice: {models}",
    zh: "通过 {target} 作用于 {name}；可能受影响的模型：{models}",
  },
  "repair/none-unknown": {
    en: "no repair: the cause is not known",
    zh: "没有修复方案：原因未知",
  },
  "repair/none-playbook": {
    en: "no repair: no playbook for this kind of cause at {name}; a person must decide",
    zh: "没有修复方案：{name} 的此类原因没有预案，需要人工决定",
  },
  "repair/none-target": {
    en: "no repair: no target with the operation {operation} is configured for {name}",
    zh: "没有修复方案：未为 {name} 配置支持 {operation} 的修复目标",
  },
  "repair/none-answer": {
    en: "no repair: {target} does not answer",
    zh: "没有修复方案：{target} 没有应答",
  },
  "repair/none-step": {
    en: "no repair: {target} offers no good version to go to, or no longer serves the bad one",
    zh: "没有修复方案：{target} 没有可用的正常版本，或已不再使用有问题的版本",
  },
  "repair/check-stop": {
    en: "the stop switch for all repairs is off",
    zh: "全部修复的停止开关未打开",
  },
  "repair/check-mode": {
    en: "Aceso may act by itself only in mode auto; the mode is {mode}",
    zh: "仅在 auto 模式下 Aceso 可自行修复；当前模式为 {mode}",
  },
  "repair/check-confidence": {
    en: "confidence {confidence:percent}; {needed:percent} is needed to act without a person",
    zh: "置信度 {confidence:percent}；自动执行需要 {needed:percent}",
  },
  "repair/check-risk": {
    en: "the risk is {risk}; high risk always needs a person",
    zh: "风险为 {risk}；高风险必须由人批准",
  },
  "repair/check-action": {
    en: "the action {action} is allowed by the policy",
    zh: "策略允许动作 {action}",
  },
  "repair/check-retry": {
    en: "this playbook has not failed on this incident before",
    zh: "该预案在本事件中未曾失败",
  },
  "repair/check-in-flight": {
    en: "no other repair runs on the same target",
    zh: "同一目标上没有其他修复在进行",
  },
  "repair/check-hour": {
    en: "{runs} of at most {most} repairs in the last hour",
    zh: "过去一小时已修复 {runs} 次，上限 {most} 次",
  },
  "repair/check-day": {
    en: "{runs} of at most {most} repairs in the last day",
    zh: "过去一天已修复 {runs} 次，上限 {most} 次",
  },
  "repair/check-cool-down": {
    en: "{left:ms} left of the cool-down of {coolDown:ms} on this target",
    zh: "该目标的冷却时间 {coolDown:ms} 还剩 {left:ms}",
  },
  "repair/check-target-gone": {
    en: "{target} is no longer configured as the plan saw it",
    zh: "{target} 的配置已与方案不符",
  },
  "repair/check-secret": {
    en: "the environment variable {variable} with the secret of {target} is set",
    zh: "已设置 {target} 的密钥环境变量 {variable}",
  },
  "repair/check-target": {
    en: "{target} answers",
    zh: "{target} 有应答",
  },
  "repair/check-unchanged": {
    en: "{target} still serves {expected} as when this was proposed; it serves {current}",
    zh: "{target} 仍为提出方案时的版本 {expected}；当前为 {current}",
  },
  "repair/check-fresh": {
    en: "the proposal is {age:ms} old; after 5 min the targets are checked again",
    zh: "方案已提出 {age:ms}；超过 5 分钟需重新检查目标",
  },
} as const satisfies WordTable;
