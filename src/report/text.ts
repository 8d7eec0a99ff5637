import { say } from "../model/message.ts";
import {
  type CheckStatus,
  countFindings,
  type Finding,
  type Picture,
  type Report,
  type ReportCard,
} from "../model/report.ts";
import { type Language, render } from "../model/words/render.ts";
import { coarser, sparkLine } from "./spark-line.ts";

/** How a report is written for a terminal. */
export interface TextOptions {
  readonly lang: Language;
  /** Also what passed. */
  readonly isWhole: boolean;
  /** Paints a text by what it means; as it is where there is no colour. */
  readonly paint: (style: TextStyle, text: string) => string;
}

/** What a piece of text means. */
export type TextStyle = CheckStatus | "strong" | "faint";

const marks: Readonly<Record<CheckStatus, string>> = { pass: "✓", warn: "!", fail: "✗", skip: "–" };
const sparkWidth = 12;
const lineWidth = 40;
const indent = "  ";

/** The lines of a report: verdict first, then every card with a finding, the quiet ones counted. */
export function textReport(report: Report, options: TextOptions): readonly string[] {
  const { lang, isWhole, paint } = options;
  const text = (code: string, params = {}) => render(say(code, params), { lang });
  const mark = (status: CheckStatus) => paint(status, marks[status]);
  const lines = [
    paint("strong", visible(render(report.title, { lang }))),
    ...report.facts.map((fact) => `${indent}${paint("faint", visible(render(fact, { lang })))}`),
  ];
  for (const { heading, cards } of report.sections) {
    const isShort = cards.length === 1;
    const shown = cards.filter((card) => isWhole || isShort || isLoud(card));
    const width = Math.max(0, ...shown.map(({ name }) => widthOf(visible(name))));
    lines.push("", paint("strong", text(heading)));
    const manner = isShort ? { ...options, isWhole: true } : options;
    for (const card of shown) lines.push(...cardLines(card, width, manner));
    const quiet = cards.length - shown.length;
    if (quiet > 0) {
      const rest = text("check.quiet-columns", { count: quiet });
      lines.push(`${indent}${mark("pass")} ${paint("faint", rest)}`);
    }
  }
  const status = text(`check.status.${report.status}`);
  const counts = text("check.summary", countFindings(report));
  lines.push("", `${mark(report.status)} ${paint(report.status, status)}  ${counts}`);
  return lines;
}

/** Names and values of files may hold what a terminal would obey: control characters become U+FFFD. */
function visible(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "\ufffd");
}

function isLoud({ status }: ReportCard): boolean {
  return status === "fail" || status === "warn";
}

/** A card: its name and picture in one line, then its findings, those that failed first. */
function cardLines(card: ReportCard, width: number, options: TextOptions): readonly string[] {
  const { lang, isWhole, paint } = options;
  const findings = card.findings.filter(
    ({ status }) => isWhole || status === "fail" || status === "warn",
  );
  const told = findings.flatMap((finding) => findingLines(finding, options));
  if (card.name === "") return told.map((line) => `${indent}${line}`);
  const name = visible(card.name);
  const kinds = card.kinds.map((kind) => render(say(kind), { lang })).join(", ");
  const head = [
    paint(card.status, marks[card.status]),
    paint("strong", name.padEnd(width + name.length - widthOf(name))),
    paint("faint", kinds),
    ...(card.picture === null ? [] : [pictureText(card.picture, paint)]),
  ].join("  ");
  return [`${indent}${head}`, ...told.map((line) => `${indent}${indent}   ${line}`)];
}

/** A finding; what everything is asked for also tells why it was looked at this way. */
function findingLines(finding: Finding, { lang, isWhole, paint }: TextOptions): readonly string[] {
  const { check, status, says, because = [] } = finding;
  const name = render(say(`check.name.${check}`), { lang });
  const why = isWhole ? because.map((reason) => render(reason, { lang })).join("; ") : "";
  const said = visible(render(says, { lang }));
  return [
    `${paint(status, marks[status])} ${paint("faint", name)}  ${said}`,
    ...(why === "" ? [] : [`${indent}${paint("faint", visible(why))}`]),
  ];
}

/** Both distributions as blocks: reference → current. */
function pictureText(picture: Picture, paint: TextOptions["paint"]): string {
  if (picture.kind === "lines") {
    const known = picture.values.filter(Number.isFinite);
    const step = Math.ceil(known.length / lineWidth);
    const shown = known.filter((_, index) => index % step === 0);
    const least = Math.min(...shown);
    return sparkLine(
      shown.map((value) => value - least),
      Math.max(...shown) - least,
    );
  }
  const reference = coarser(picture.reference, sparkWidth);
  const current = coarser(picture.current, sparkWidth);
  const largest = Math.max(...reference, ...current);
  return `${paint("faint", sparkLine(reference, largest))} → ${sparkLine(current, largest)}`;
}

/** Columns of a terminal that a text takes: two for each East Asian character. */
function widthOf(text: string): number {
  let width = 0;
  for (const sign of text)
    width += /[\u1100-\u115f\u2e80-\uffdc\u{1f000}-\u{3ffff}]/u.test(sign) ? 2 : 1;
  return width;
}
