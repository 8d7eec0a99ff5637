import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const folder = new URL("../../src/stats/", import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);

describe("every exported function of stats", () => {
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), "utf8");
    for (const { name, comment } of exportedFunctions(text)) {
      it(`${name} does what its example says`, async () => {
        expect(comment, `${file}: ${name} needs a doc comment`).toContain("Cost ");
        const example = /@example (.+?) \/\/ (.+)/.exec(comment);
        expect(example, `${file}: ${name} needs an @example`).not.toBeNull();
        const module: Record<string, unknown> = await import(new URL(file, folder).href);
        const scope = Object.keys(module);
        const evaluate = (code: string) =>
          // eslint-disable-next-line no-new-func -- the examples are our own source text
          new Function(...scope, `return (${code})`)(...scope.map((key) => module[key]));
        expectNear(evaluate(example![1]!), evaluate(example![2]!));
      });
    }
  }
});

function exportedFunctions(text: string): { name: string; comment: string }[] {
  return [...text.matchAll(/^export function (\w+)/gm)].map((match) => {
    const before = text.slice(0, match.index);
    return { name: match[1]!, comment: before.slice(before.lastIndexOf("/**")) };
  });
}

function expectNear(actual: unknown, expected: unknown): void {
  if (typeof expected === "number") {
    expect(Math.abs((actual as number) - expected)).toBeLessThan(1e-7 * Math.max(1, expected));
    return;
  }
  for (const [name, value] of Object.entries(expected as object)) {
    expectNear((actual as Record<string, unknown>)[name], value);
  }
}
