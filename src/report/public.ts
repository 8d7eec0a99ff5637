/**
 * `aceso/report`: reports of `aceso/measure` as text for a terminal, Markdown, JUnit XML, one HTML file with
 * pictures, or an object for JSON; in English or Chinese. Pure, and without any dependency.
 */
import type { Report } from "../model/report.ts";
import type { Language } from "../model/words/render.ts";
import { textReport } from "./text.ts";

export type * from "../model/report.ts";
export { type Language, render } from "../model/words/render.ts";
export { htmlReport } from "./html.ts";
export { jsonReport, type JsonFinding } from "./json.ts";
export { junitReport } from "./junit.ts";
export { markdownReport } from "./markdown.ts";
export { textReport, type TextOptions, type TextStyle } from "./text.ts";

/** A report as plain text, as `aceso check` prints it where there is no colour; `isWhole` adds what passed. */
export function plainReport(
  report: Report,
  { lang = "en", isWhole = false }: { readonly lang?: Language; readonly isWhole?: boolean } = {},
): string {
  return textReport(report, { lang, isWhole, paint: (_, text) => text }).join("\n");
}
