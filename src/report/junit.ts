import { say } from "../model/message.ts";
import type { CheckStatus, Report, ReportCard, ReportSection } from "../model/report.ts";
import { type Language, render } from "../model/words/render.ts";
import { escapeMarkup } from "./escape.ts";

/** A report as JUnit XML: each section a suite, each finding a case; warnings pass with a note. */
export function junitReport(report: Report, lang: Language): string {
  const suites = report.sections.map((section) => suiteOf(section, lang));
  const name = escapeMarkup(render(report.title, { lang }));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${name}" ${countsOf(report.sections.flatMap(({ cards }) => cards))}>`,
    ...suites,
    "</testsuites>",
  ].join("\n");
}

function suiteOf({ heading, cards }: ReportSection, lang: Language): string {
  const name = escapeMarkup(render(say(heading), { lang }));
  const cases = cards.flatMap((card) => casesOf(card, name, lang));
  return [`<testsuite name="${name}" ${countsOf(cards)}>`, ...cases, "</testsuite>"].join("\n");
}

function countsOf(cards: readonly ReportCard[]): string {
  const findings = cards.flatMap((card) => card.findings);
  const count = (status: CheckStatus) => findings.filter((each) => each.status === status).length;
  return `tests="${findings.length}" failures="${count("fail")}" errors="0" skipped="${count("skip")}"`;
}

function casesOf(card: ReportCard, suite: string, lang: Language): readonly string[] {
  return card.findings.map(({ check, status, says }) => {
    const title = render(say(`check.name.${check}`), { lang });
    const measure = says.params["measure"];
    const about = [card.name, title, typeof measure === "string" ? measure : ""];
    const name = escapeMarkup(about.filter((part) => part !== "").join(": "));
    const text = escapeMarkup(render(says, { lang }));
    const inside: Readonly<Record<CheckStatus, string>> = {
      pass: "",
      warn: `<system-out>${text}</system-out>`,
      fail: `<failure message="${text}" type="${check}">${text}</failure>`,
      skip: `<skipped message="${text}"/>`,
    };
    return `<testcase classname="${suite}" name="${name}">${inside[status]}</testcase>`;
  });
}
