import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findWords, wordTables } from "../../src/model/words/catalog.ts";
import { commandTables } from "../../src/model/words/command-tables.ts";
import { formatValue, languages, render, renderError } from "../../src/model/words/render.ts";
import { say } from "../../src/model/message.ts";

const en = { lang: "en" } as const;
const zh = { lang: "zh" } as const;

describe("the words", () => {
  it("every code said in src exists in the catalogue", () => {
    const missing: string[] = [];
    for (const file of sourceFiles()) {
      const text = readFileSync(file, "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
      for (const [, code] of text.matchAll(/\bsay\(\s*"([^"]+)"/g)) {
        if (findWords(code!) === undefined) missing.push(`${file}: ${code}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it("every word table stands in the catalogue", () => {
    const files = readdirSync("src/model/words")
      .map((name) => name.replace(/\.ts$/, ""))
      // The web's parts are merged into its one table; the commands' tables stand in command-tables.ts.
      .filter((name) => !/^(catalog|command-tables|render|table|web-.*)$/.test(name));
    expect(wordTables.map(({ area }) => area).toSorted()).toEqual(files.toSorted());
  });

  it("what a browser may be told has its words there", () => {
    const absent = new Set(commandTables.flatMap(({ words }) => Object.keys(words)));
    const told = /^src\/(?!cli\/|report\/|notify\/|measure\/|model\/words\/)/;
    const missing: string[] = [];
    for (const file of sourceFiles().filter((name) => told.test(name))) {
      // Comments name codes as examples.
      const text = readFileSync(file, "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
      for (const [, code] of text.matchAll(/"([\w./-]+)"/g)) {
        if (absent.has(code!)) missing.push(`${file}: ${code}`);
      }
    }
    const present = wordTables.filter((table) => !commandTables.includes(table));
    for (const [code, { en: text }] of present.flatMap(({ words }) => Object.entries(words))) {
      for (const [, list] of text.matchAll(/\{(\w+):word\}/g)) {
        if ([...absent].some((each) => each.startsWith(`${list}.`)))
          missing.push(`${code}: ${list}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it("an error of the API speaks both languages, and English where nothing better is known", () => {
    const error = {
      code: "not-found",
      message: "incident X does not exist",
      fix: "list what exists",
      params: { what: "incident", id: "X", list: "GET /api/v1/incidents" },
    };
    const told = renderError(error, zh);
    expect(told.what).toBe("incident X 不存在");
    expect(told.fix).toContain("GET /api/v1/incidents");
    const english = { what: error.message, fix: error.fix };
    expect(renderError(error, en)).toEqual(english);
    expect(renderError({ ...error, code: "newer-code" }, zh)).toEqual(english);
    expect(renderError({ ...error, params: undefined }, zh)).toEqual(english);
  });

  it("a code stands in one table only", () => {
    const codes = wordTables.flatMap(({ words }) => Object.keys(words));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it("both languages have the same places", () => {
    const names = (text: string): readonly string[] =>
      [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name!))].toSorted();
    for (const { words } of wordTables) {
      for (const [code, texts] of Object.entries(words)) {
        expect(names(texts.zh), code).toEqual(names(texts.en));
        for (const lang of languages) expect(texts[lang].trim(), code).not.toBe("");
      }
    }
  });

  it("every format in a text is known", () => {
    const known = ["percent", "number", "ms", "time", "bytes", "usd", "unit", "word", "measure"];
    for (const { words } of wordTables) {
      for (const [code, texts] of Object.entries(words)) {
        for (const [, format] of (texts.en + texts.zh).matchAll(/\{\w+:(\w+)\}/g)) {
          expect(known, code).toContain(format);
        }
      }
    }
  });
});

describe("render", () => {
  it("fills the places of a text in both languages", () => {
    const title = say("incident/below", {
      subject: "digits",
      measure: "accuracy",
      value: 0.613,
      limit: 0.942,
      unit: "ratio",
    });
    expect(render(title, en)).toBe("digits: accuracy is 61.3 %, expected at least 94.2 %");
    expect(render(title, zh)).toBe("digits：准确率为 61.3%，预期不低于 94.2%");
  });

  it("shows an unknown code in brackets and a missing parameter as a question mark", () => {
    expect(render(say("no/such-code"), en)).toBe("[no/such-code]");
    expect(render(say("incident/unusual", { subject: "x", unit: "ms" }), en)).toBe(
      "x: ? is unusual (?)",
    );
  });

  it.each([
    [0.5, "ratio", "50 %"],
    [0.0004, "ratio", "0.04 %"],
    [0, "ratio", "0 %"],
    [340, "ms", "340 ms"],
    [0.25, "ms", "0.25 ms"],
    [1900, "ms", "1.9 s"],
    [59_999, "ms", "1 min"],
    [200_000, "ms", "3 min 20 s"],
    [7_500_000, "ms", "2 h 5 min"],
    [273_600_000, "ms", "3 d 4 h"],
    [-1900, "ms", "−1.9 s"],
    [1_536_000, "bytes", "1.54 MB"],
    [0.00123, "USD", "$0.00123"],
    [12.3456, "1/s", "12.35/s"],
    [812.5, "tokens", "812.5 tokens"],
    [1_234_567, "1", "1,234,567"],
    [0.00000123, "1", "1.23e-6"],
    [Number.NaN, "ms", "–"],
    [Number.POSITIVE_INFINITY, "1", "∞"],
  ])("%d in %s reads %s", (value, unit, text) => {
    expect(formatValue(value, unit, en)).toBe(text);
  });
});

function sourceFiles(): readonly string[] {
  return readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `src/${name}`);
}
