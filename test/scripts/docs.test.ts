import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";
import { checkLimits } from "../../src/measure/data/limits.ts";
import { changeKinds } from "../../src/model/signals.ts";
import { protocols } from "../../src/ingest/catalog.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = [
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  "examples/README.md",
];

describe("the pages for people", () => {
  it.each(pages)("%s points only at files that are there", (path) => {
    const links = [...read(path).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to = ""]) => to);
    const missing = links.filter((to) => !existsSync(join(root, dirname(path), to)));
    // Reference pages are made, not checked in.
    expect(missing.filter((to) => !to.includes("reference/"))).toEqual([]);
  });

  it("every route on which signals arrive is told, and every kind of change", () => {
    const page = read("docs/send-data.md");
    for (const { path } of protocols.flatMap(({ routes }) => routes)) expect(page).toContain(path);
    for (const kind of changeKinds) expect(page).toContain(`\`${kind}\``);
  });

  it("every limit of a check is told with its default", () => {
    const page = read("docs/check.md");
    for (const [name, setting] of Object.entries(checkLimits)) {
      expect(page).toContain(`| \`${name}\` | ${setting.default} |`);
    }
  });

  it.each(["docs/monitors.md", "docs/operate.md"])("configuration shown in %s is valid", (path) => {
    const blocks = [...read(path).matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
    const inline = [...read(path).matchAll(/`(\{"[a-z][^`]*\})`/g)].map(([, text = ""]) => text);
    expect(blocks.length + inline.length).toBeGreaterThan(0);
    for (const text of [...blocks, ...inline]) {
      expect(() => loadConfig({ environment: {}, readFile: () => text })).not.toThrow();
    }
  });

  it("every example stands in their README", () => {
    const listed = read("examples/README.md");
    const programs = readdirSync(join(root, "examples")).filter((name) =>
      /\.(ts|py|sh)$/.test(name),
    );
    for (const name of programs) expect(listed).toContain(`examples/${name}`);
  });
});
