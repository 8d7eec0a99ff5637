import { describe, expect, it } from "vitest";
import { say } from "../../src/model/message.ts";
import type { Report } from "../../src/model/report.ts";
import { htmlReport } from "../../src/report/html.ts";
import { jsonReport } from "../../src/report/json.ts";
import { junitReport } from "../../src/report/junit.ts";
import { markdownReport } from "../../src/report/markdown.ts";
import { coarser, sparkLine } from "../../src/report/spark-line.ts";
import { textReport } from "../../src/report/text.ts";

// A column whose name and values try to break out of every format.
const nasty = `<b>|"&'\`x\u0001`;

const report: Report = {
  title: say("check.title"),
  status: "fail",
  facts: [say("check.fact.reference", { path: "a&b.csv", rows: 2, columns: 1 })],
  sections: [
    {
      heading: "check.section.table",
      cards: [
        {
          name: "",
          kinds: [],
          status: "pass",
          findings: [
            {
              check: "schema",
              status: "pass",
              says: say("check.schema.same", { count: 1 }),
              value: null,
              limit: null,
            },
          ],
          rows: [],
          picture: null,
        },
      ],
    },
    {
      heading: "check.section.columns",
      cards: [
        {
          name: nasty,
          kinds: ["check.type.text"],
          status: "fail",
          findings: [
            {
              check: "unseen",
              status: "fail",
              says: say("check.unseen.new", { share: 0.5, names: nasty }),
              value: 0.5,
              limit: 0.001,
            },
            {
              check: "drift",
              status: "skip",
              says: say("check.type.empty"),
              value: null,
              limit: null,
            },
          ],
          rows: [{ name: "check.row.max", reference: 0, current: null, unit: "time" }],
          picture: { kind: "bars", labels: [nasty, "y"], reference: [1, 0], current: [0.5, 0.5] },
        },
        {
          name: "quiet",
          kinds: ["check.type.number"],
          status: "pass",
          findings: [],
          rows: [],
          picture: {
            kind: "histogram",
            edges: [0, 1, 2],
            isTime: false,
            reference: [0.5, 0.5],
            current: [0, 1],
          },
        },
      ],
    },
  ],
};

const paint = (_: string, text: string) => text;

/** A report of one card with this name, and this picture. */
function reportOf(
  name: string,
  picture: Report["sections"][number]["cards"][number]["picture"],
): Report {
  const says = say("check.unseen.new", { share: 0.5, names: name });
  const finding = { check: "unseen", status: "fail", says, value: null, limit: null } as const;
  const card = { name, kinds: [], status: "fail", findings: [finding], rows: [], picture } as const;
  const sections = [{ heading: "check.section.columns", cards: [card] }];
  return { title: say("check.title"), status: "fail", facts: [], sections };
}

describe("reports", () => {
  it("HTML is one file that loads nothing, holds both languages, and lets no value break out", () => {
    const html = htmlReport(report, { lang: "en", version: "1.0.0" });
    expect(html).not.toMatch(/(?:src|href)="(?!#)/);
    expect(html).not.toMatch(/@import|url\(/);
    expect(html).not.toContain("<b>|");
    expect(html).toContain("&lt;b&gt;|&quot;&amp;&#39;");
    expect(html).toContain('<span lang="zh">未通过</span>');
    expect(html.match(/<svg /g)).toHaveLength(2);
    expect(html.length).toBeLessThan(20_000);
  });

  it("JUnit counts failures and what was not checked, and stays XML", () => {
    const xml = junitReport(report, "en");
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1"');
    expect(xml).toContain('<failure message="50 % of categories not seen before: &lt;b&gt;');
    // eslint-disable-next-line no-control-regex -- XML forbids them
    expect(xml).not.toMatch(/[\u0000-\u0008]/);
  });

  it("Markdown shows what failed with its picture and escapes the rest", () => {
    const text = markdownReport(report, "en");
    expect(text).toContain("❌ failed");
    const row = text.split("\n").find((line) => line.includes("unseen")) ?? "";
    expect(row.replaceAll("\\|", "").split("|")).toHaveLength(7);
    expect(text).toContain("█▁ → ▅▅");
    expect(text).not.toContain("quiet");
  });

  it("text shows quiet columns only when asked", () => {
    const lines = textReport(report, { lang: "en", isWhole: false, paint }).join("\n");
    expect(lines).toContain("1 more without a finding");
    expect(lines).toContain("1 failed · 0 warnings · 1 passed · 1 not checked");
    const whole = textReport(report, { lang: "zh", isWhole: true, paint }).join("\n");
    expect(whole).toContain("quiet");
    expect(whole).toContain("未通过");
  });

  it("no name or value commands a terminal, or breaks a line of a table", () => {
    const evil = reportOf("a\u001b[2Jb\r\nc\u009b", null);
    const text = textReport(evil, { lang: "en", isWhole: true, paint });
    for (const line of text) expect(line).not.toMatch(/\p{Cc}/u);
    const rows = markdownReport(evil, "en")
      .split("\n")
      .filter((line) => line.startsWith("| ❌"));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain("b c");
    expect(junitReport(reportOf("\ud800\uffff", null), "en")).toContain("\ufffd\ufffd");
  });

  it("a curve over steps is labelled by steps, one over time by times", () => {
    const curve = { kind: "lines", times: [0, 2_500], values: [3, 1] } as const;
    const html = (picture: Parameters<typeof reportOf>[1]) =>
      htmlReport(reportOf("loss", picture), { lang: "en", version: "1" });
    expect(html(curve)).toContain("1970-01-01 00:00");
    const bySteps = html({ ...curve, isTime: false });
    expect(bySteps).not.toContain("1970");
    expect(bySteps).toContain(">2,500<");
  });

  it("JSON tells the text, the parameters and the numbers of each finding", () => {
    const { findings, counts } = jsonReport(report, "en");
    expect(counts).toEqual({ pass: 1, warn: 0, fail: 1, skip: 1 });
    expect(findings[1]).toMatchObject({ check: "unseen", value: 0.5, params: { share: 0.5 } });
  });
});

describe("sparkLine", () => {
  it("puts neighbouring bins together and draws the largest full", () => {
    expect(coarser([1, 1, 2, 2, 3], 3)).toEqual([2, 4, 3]);
    expect(sparkLine([0, 2, 4], 4)).toBe("▁▅█");
    expect(sparkLine([0, 0], 0)).toBe("▁▁");
  });
});
