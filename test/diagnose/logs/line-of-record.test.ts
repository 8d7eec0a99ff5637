import { expect, it } from "vitest";
import { lineOfRecord } from "../../../src/diagnose/logs/line-of-record.ts";

it("a record is its first line, a stack trace its error and where it was raised", () => {
  expect(lineOfRecord("one line")).toBe("one line");
  expect(lineOfRecord("GET /a\n{ many: 1 }")).toBe("GET /a");
  const stack =
    "TypeError: x is not a function\n    at run (/app/a.js:3:1)\n    at main (/app/b.js:1:1)";
  expect(lineOfRecord(stack)).toMatch(/^TypeError: x is not a function at .*run/);
});
