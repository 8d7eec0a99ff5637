import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRegex, expandTemplate } from "../../src/promql/regex.ts";

describe("compileRegex", () => {
  it("agrees with JavaScript on what both understand, captures included", () => {
    const atom = fc.constantFrom(
      "a",
      "b",
      "c",
      ".",
      "[ab]",
      "[^a]",
      "\\d",
      "\\w",
      "(a|b)",
      "(ab|a)",
      "(?:b|bc)",
      "()",
      "1",
    );
    const times = fc.constantFrom(
      "",
      "",
      "*",
      "+",
      "?",
      "*?",
      "+?",
      "??",
      "{2}",
      "{1,2}",
      "{0,2}?",
    );
    const part = fc.tuple(atom, times).map(([one, many]) => one + many);
    const pattern = fc
      .array(fc.oneof(part, fc.constantFrom("|", "\\b")), { maxLength: 7 })
      .map((parts) => parts.join(""))
      .filter((text) => !/\\b[*+?{]/.test(text));
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", " "), maxLength: 7 });
    fc.assert(
      fc.property(pattern, text, (source, given) => {
        const theirs = new RegExp(`^(?:${source})$`, "s").exec(given);
        const ours = compileRegex(source)(given);
        expect(ours !== null, `${source} on ${given}`).toBe(theirs !== null);
        // Groups inside a repetition are reset in JavaScript and kept in RE2: compare the plain ones.
        if (ours && theirs && !/\)[*+?{]/.test(source)) expect(ours.groups).toEqual([...theirs]);
      }),
      { numRuns: 3000 },
    );
  });

  it("takes RE2's own syntax", () => {
    const matches = (pattern: string, text: string) => compileRegex(pattern)(text) !== null;
    expect(matches("(?i)Foo", "fOO")).toBe(true);
    expect(matches("a(?i:B)c", "abc")).toBe(true);
    expect(matches("a(?i:B)c", "aBC")).toBe(false);
    expect(matches("\\pL+", "äß")).toBe(true);
    expect(matches("\\p{Greek}", "α")).toBe(true);
    expect(matches("[[:alpha:]_]+", "ab_")).toBe(true);
    expect(matches("\\Qa.b\\E", "a.b")).toBe(true);
    expect(matches("\\Qa.b\\E", "axb")).toBe(false);
    expect(matches(".", "\n")).toBe(true);
    expect(matches("(?-s).", "\n")).toBe(false);
    expect(matches("\\x41\\x{1F600}", "A😀")).toBe(true);
    expect(compileRegex("(?P<x>a+)(?<y>b)")("aab")!.named).toEqual(
      new Map([
        ["x", "aa"],
        ["y", "b"],
      ]),
    );
  });

  it.each([
    "(",
    ")",
    "a**",
    "*",
    "[b-a]",
    "[",
    "\\1",
    "(?=a)",
    "(?!a)",
    "\\",
    "a{1001}",
    "\\pX{",
    "\\q",
    "((a{1000}){1000}){9}",
  ])("refuses %s as RE2 does", (pattern) => {
    expect(() => compileRegex(pattern)).toThrow();
  });

  it("takes no exponential time where backtracking would", () => {
    const text = `${"a".repeat(2000)}!`;
    expect(compileRegex("(a*)*b")(text)).toBeNull();
    expect(compileRegex("(a|aa)+$")(text)).toBeNull();
    expect(compileRegex("(x+x+)+y")("x".repeat(2000))).toBeNull();
  });
});

describe("expandTemplate", () => {
  it("fills groups as Go does", () => {
    const captures = compileRegex("(?P<first>[a-z]+)-(\\d+)")("ab-12")!;
    expect(expandTemplate("$2/$1", captures)).toBe("12/ab");
    expect(expandTemplate("${1}x $first $$ $9 $1x|", captures)).toBe("abx ab $  |");
  });
});
