import type { WordTable } from "./table.ts";

/** What `aceso inspect` says of model files. */
export const inspectCommandWords = {
  "inspect.facts": {
    en: "{format}, {bytes:number} bytes, {parameters:number} parameters, {layers:number} layers, {tensors:number} tensors",
    zh: "{format}，{bytes:number} 字节，{parameters:number} 个参数，{layers:number} 层，{tensors:number} 个张量",
  },
  "inspect.more": {
    en: "and {count:number} more (--all shows them)",
    zh: "另有 {count:number} 项（--all 显示全部）",
  },
  "inspect.kept": {
    en: "kept what version {version} of {model} holds, and {curves:number} training curves",
    zh: "已保存 {model} 版本 {version} 的内容及 {curves:number} 条训练曲线",
  },
  "inspect.equal": { en: "the files are equal", zh: "两个文件相同" },
  "inspect.differ": { en: "{count:number} differences", zh: "{count:number} 处不同" },
} as const satisfies WordTable;
