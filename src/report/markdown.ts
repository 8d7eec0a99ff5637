import { say } from "../model/message.ts";
import {
  type CheckStatus,
  countFindings,
  type Picture,
  type Report,
  type ReportCard,
} from "../model/report.ts";
import { type Language, render } from "../model/words/render.ts";
import { coarser, sparkLine } from "./spark-line.ts";

const marks: Readonly<Record<CheckStatus, string>> = {
  pass: "✅",
  warn: "⚠️",
  fail: "❌",
  skip: "➖",
};

/** A report as Markdown, short enough for a comment on a change: what failed, then the counts. */
export function markdownReport(report: Report, lang: Language): string {
  const text = (code: string, params = {}) => render(say(code, params), { lang });
  const status = `${marks[report.status]} ${text(`check.status.${report.status}`)}`;
  const lines = [
    `## ${render(report.title, { lang })}: ${status}`,
    "",
    text("check.summary", countFindings(report)),
    "",
    ...report.facts.map((fact) => `- ${escaped(render(fact, { lang }))}`),
  ];
  for (const { heading, cards } of report.sections) {
    const rows = cards.flatMap((card) => rowsOf(card, cards.length === 1, lang));
    if (rows.length === 0) continue;
    const names = ["", "name", "check", "finding", "picture"].map((name) =>
      name === "" ? "" : text(`check.column.${name}`),
    );
    lines.push("", `### ${text(heading)}`, "", `| ${names.join(" | ")} |`, "|---|---|---|---|---|");
    lines.push(...rows);
  }
  return lines.join("\n");
}

function rowsOf(card: ReportCard, isWhole: boolean, lang: Language): readonly string[] {
  return card.findings
    .filter(({ status }) => isWhole || status === "fail" || status === "warn")
    .map(({ check, status, says }, index) => {
      const picture = index === 0 && card.picture !== null ? pictureText(card.picture) : "";
      const name =
        card.name === "" ? "" : `\`${card.name.replaceAll("`", "'").replaceAll(/[\r\n]+/g, " ")}\``;
      const cells = [
        marks[status],
        name,
        render(say(`check.name.${check}`), { lang }),
        escaped(render(says, { lang })),
        picture,
      ];
      return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    });
}

function pictureText(picture: Picture): string {
  if (picture.kind === "lines") return "";
  const [reference, current] = [coarser(picture.reference, 12), coarser(picture.current, 12)];
  const largest = Math.max(...reference, ...current);
  return `${sparkLine(reference, largest)} → ${sparkLine(current, largest)}`;
}

/** Values of files may hold what Markdown would take for its own. */
function escaped(text: string): string {
  return text.replace(/[\\*_<>[\]`#]/g, "\\$&").replaceAll(/[\r\n]+/g, " ");
}
