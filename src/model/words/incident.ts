import type { WordTable } from "./table.ts";

/** Texts of incidents: titles and what happened to them. */
export const incidentWords = {
  "incident/above": {
    en: "{subject}: {measure:word} is {value:unit}, expected at most {limit:unit}",
    zh: "{subject}：{measure:word}为 {value:unit}，预期不高于 {limit:unit}",
  },
  "incident/below": {
    en: "{subject}: {measure:word} is {value:unit}, expected at least {limit:unit}",
    zh: "{subject}：{measure:word}为 {value:unit}，预期不低于 {limit:unit}",
  },
  "incident/unusual": {
    en: "{subject}: {measure:word} is unusual ({value:unit})",
    zh: "{subject}：{measure:word}异常（{value:unit}）",
  },
} as const satisfies WordTable;
