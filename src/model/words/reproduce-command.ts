import type { WordTable } from "./table.ts";

/** What `aceso reproduce` says of replayed inputs. */
export const reproduceCommandWords = {
  "reproduce.inputs": {
    en: "{model}: {before:number} inputs from before the onset and {since:number} since",
    zh: "{model}：起始之前 {before:number} 个输入，之后 {since:number} 个",
  },
  "reproduce.again": {
    en: "{role} ({url}): the failure happens again",
    zh: "{role}（{url}）：故障再次出现",
  },
  "reproduce.not-again": {
    en: "{role} ({url}): the failure does not happen again",
    zh: "{role}（{url}）：故障没有再次出现",
  },
  "reproduce.not-enough-data": {
    en: "{role} ({url}): too few inputs of which is known what is right, or no clear difference",
    zh: "{role}（{url}）：已知正确答案的输入太少，或没有明显差别",
  },
  "reproduce.since": {
    en: "  since the onset {share:percent} of {count:number} fail",
    zh: "  起始之后的 {count:number} 个中有 {share:percent} 失败",
  },
  "reproduce.before": {
    en: "  from before it {share:percent} of {count:number} fail",
    zh: "  起始之前的 {count:number} 个中有 {share:percent} 失败",
  },
  "reproduce.errors": {
    en: "  {share:percent} of the replies are errors",
    zh: "  {share:percent} 的回复是错误",
  },
  "reproduce.same": {
    en: "  {share:percent} of the replies are what was recorded",
    zh: "  {share:percent} 的回复与记录相同",
  },
  "reproduce.begins": {
    en: "  it begins with the input of {time:time}",
    zh: "  从 {time:time} 的输入开始",
  },
  "reproduce.origin-version": {
    en: "it begins in the version: the same inputs do well on another one",
    zh: "问题始于版本：同样的输入在另一个版本上表现正常",
  },
  "reproduce.origin-inputs": {
    en: "it begins in the inputs: they fail on the other version too",
    zh: "问题始于输入：它们在另一个版本上也失败",
  },
  "reproduce.origin-surroundings": {
    en: "it begins around the model (a dependency, the machine, settings): the same inputs do well now",
    zh: "问题始于模型周围（依赖、机器、设置）：同样的输入现在表现正常",
  },
  "reproduce.origin-unknown": {
    en: "where it begins stays open; give --previous or --candidate, or more inputs with --count",
    zh: "尚不能确定问题始于何处；请给出 --previous 或 --candidate，或用 --count 增加输入",
  },
} as const satisfies WordTable;
