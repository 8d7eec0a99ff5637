import { type CheckStatus, countFindings, type Report } from "../model/report.ts";
import { type Language, render } from "../model/words/render.ts";

/** One finding of a report for programs. */
export interface JsonFinding {
  /** Code of the section, e.g. "check.section.columns". */
  readonly section: string;
  /** Name of the column or measure; empty for the whole. */
  readonly name: string;
  readonly check: string;
  readonly status: CheckStatus;
  readonly value: number | null;
  readonly limit: number | null;
  readonly text: string;
  readonly params: { readonly [name: string]: string | number };
  /** Why it was looked at this way; only where there is something to say. */
  readonly because?: readonly string[];
}

/** A report as programs read it: flat findings, then the cards with their numbers and pictures. */
export function jsonReport(report: Report, lang: Language) {
  const findings = report.sections.flatMap(({ heading, cards }) =>
    cards.flatMap((card) =>
      card.findings.map(({ check, status, value, limit, says, because }): JsonFinding => {
        const text = render(says, { lang });
        const { params } = says;
        const found = {
          section: heading,
          name: card.name,
          check,
          status,
          value,
          limit,
          text,
          params,
        };
        if (because === undefined) return found;
        return { ...found, because: because.map((reason) => render(reason, { lang })) };
      }),
    ),
  );
  const cards = report.sections.flatMap(({ heading, cards: each }) =>
    each.map(({ name, kinds, status, rows, picture }) => ({
      section: heading,
      name,
      kinds,
      status,
      rows,
      picture,
    })),
  );
  return {
    schemaVersion: 1,
    status: report.status,
    counts: countFindings(report),
    facts: report.facts.map((fact) => render(fact, { lang })),
    findings,
    cards,
  };
}
