import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AcesoError } from "../../src/model/errors.ts";
import { parseDuration } from "../../src/promql/duration.ts";
import { parse } from "../../src/promql/parser.ts";
import type { Expression } from "../../src/promql/syntax.ts";
import { invalidExpressions, validExpressions } from "./expressions.ts";

describe("parse", () => {
  it.each(validExpressions.map((expression) => [expression]))("takes %s", (expression) => {
    expect(() => parse(expression)).not.toThrow();
  });

  it.each(invalidExpressions)("refuses %s at %s", (expression, where) => {
    const error = errorOf(expression);
    expect(error.code).toBe("bad-expression");
    expect(error.params["where"]).toBe(where);
  });

  it("binds operators as Prometheus does", () => {
    expect(shape("-2^2")).toBe("(-(2 ^ 2))");
    expect(shape("-a*b")).toBe("((-a) * b)");
    expect(shape("2^3^4")).toBe("(2 ^ (3 ^ 4))");
    expect(shape("2^-1*3")).toBe("((2 ^ (-1)) * 3)");
    expect(shape("a or b and c == d + e * f")).toBe("(a or (b and (c == (d + (e * f)))))");
    expect(shape("a - b - c % d atan2 e")).toBe("((a - b) - ((c % d) atan2 e))");
    expect(shape("a unless b and c")).toBe("((a unless b) and c)");
  });

  it("keeps offset and @ with the selector before them", () => {
    const binary = parse(
      "a + b[5m:1m] offset -1m @ 2 > bool 1"
        .replace("b[5m:1m]", "max_over_time(b[5m:1m]")
        .replace("@ 2", "@ 2)"),
    );
    expect(JSON.stringify(binary)).toContain(
      '"offsetMs":-60000,"at":{"kind":"time","timeMs":2000}',
    );
  });

  it("answers any text with an expression or a bad-expression", () => {
    const parts = fc.constantFrom(
      ..."(){}[],:=!<>+-*/^@\"'`#\\ \n59ms.e_xX∞".split(""),
      "foo",
      "sum",
      "by",
      "offset",
      "rate",
      "on",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 25 }), (words) => {
        try {
          parse(words.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(AcesoError);
          expect((error as AcesoError).code).toBe("bad-expression");
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses what would exhaust the stack, and takes long flat sums", () => {
    expect(errorOf("(".repeat(100_000)).code).toBe("bad-expression");
    expect(errorOf("-".repeat(100_000)).code).toBe("bad-expression");
    expect(errorOf(Array.from({ length: 50_000 }, () => "1").join("+")).code).toBe(
      "bad-expression",
    );
    expect(() => parse(Array.from({ length: 500 }, () => "1").join("+"))).not.toThrow();
  });
});

describe("parseDuration", () => {
  it("reads units in order, each once", () => {
    expect(parseDuration("1w2d3h4m5s6ms")).toBe(788_645_006);
    expect(parseDuration("1y")).toBe(31_536_000_000);
    expect(parseDuration("0")).toBe(0);
    for (const bad of ["", "m", "5", "5m5m", "1s1m", "-1s", "1.5h", "300y"]) {
      expect(parseDuration(bad), bad).toBeNull();
    }
  });
});

function errorOf(expression: string): AcesoError {
  try {
    parse(expression);
  } catch (error) {
    if (error instanceof AcesoError) return error;
    throw error;
  }
  throw new Error(`accepted: ${expression}`);
}

function shape(expression: string): string {
  const show = (node: Expression): string => {
    switch (node.kind) {
      case "binary":
        return `(${show(node.left)} ${node.operator} ${show(node.right)})`;
      case "unary":
        return `(${node.operator}${show(node.expression)})`;
      case "number":
        return String(node.value);
      case "selector":
        return node.matchers[0]!.value;
      default:
        return node.kind;
    }
  };
  return show(parse(expression));
}
