import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { errorCodes } from "../src/model/errors.ts";
import { version } from "../src/version.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const code = /\.(?:ts|tsx)$/;
const own = filesUnder(["src", "test", "bench", "demo", "sdk", "scripts"]);
const sources = own.filter((path) => code.test(path));

describe("the house is tidy", () => {
  it("no file of code is longer than 400 lines", () => {
    const long = sources.filter((path) => read(path).trimEnd().split("\n").length > 400);
    expect(long).toEqual([]);
  });

  it("folders are at most two deep under src", () => {
    const deep = own.filter((path) => path.startsWith("src/") && path.split("/").length > 4);
    expect(deep).toEqual([]);
  });

  it("no file or folder is called after nothing in particular", () => {
    const vague = /^(?:utils?|helpers?|common|misc|lib|shared|stuff)$/i;
    const found = own.filter((path) =>
      path.split("/").some((part) => vague.test(part.replace(/\..*$/, ""))),
    );
    expect(found).toEqual([]);
  });

  it("files of code are named in kebab-case", () => {
    const odd = sources.filter(
      (path) => !/^[a-z0-9]+(?:[-.][a-z0-9]+)*\.tsx?$/.test(basename(path)),
    );
    expect(odd).toEqual([]);
  });

  it("nothing is left for later in code", () => {
    // The brackets keep this file from finding itself.
    const later = /\b(?:T[O]DO|FIX[M]E|X[X]X)\b/;
    expect(sources.filter((path) => later.test(read(path)))).toEqual([]);
  });

  it("no path of a person's machine stands in what is checked in", () => {
    const machine = /(?:\/home\/[a-z]|\/Users\/[A-Za-z]|[A-Z]:\\Users\\|\/work\/(?:main|shared))/;
    const texts = [...own, ...filesUnder(["docs", "examples", ".ci"]), ...topFiles()].filter(
      (path) => /\.(?:tsx?|md|json|sh|css|html|mjs|py|run)$|\/run$/.test(path),
    );
    const tidy = "test/tidy.test.ts";
    expect(texts.filter((path) => path !== tidy && machine.test(read(path)))).toEqual([]);
  });

  it("every error says what happened and what to do, and fills only names it is given", () => {
    for (const [name, { what, fix }] of Object.entries(errorCodes)) {
      expect(what, name).toMatch(/^[a-z{]/);
      expect(what, name).not.toMatch(/\.$/);
      expect(fix, name).not.toBe("");
    }
  });

  it("decisions are at most 40 lines", () => {
    const long = filesUnder(["docs/decisions"]).filter(
      (path) => read(path).trimEnd().split("\n").length > 40,
    );
    expect(long).toEqual([]);
  });

  it("the package, the changelog and the API document name one version", () => {
    expect(read("CHANGELOG.md")).toContain(`## ${version}`);
    expect(JSON.parse(read("openapi.json"))).toMatchObject({ info: { version } });
  });
});

describe("the lock file", () => {
  it("names the optional packages of every platform, without which npm ci refuses on each", () => {
    // Shape of npm's lock file, version 3: place → facts.
    const { packages } = JSON.parse(read("package-lock.json")) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe("the two READMEs", () => {
  const english = read("README.md");
  const chinese = read("README.zh-CN.md");

  it("have the same headings, level by level", () => {
    const levels = (text: string) =>
      [...prose(text).matchAll(/^(#+) /gm)].map(([, marks]) => marks);
    expect(levels(chinese)).toEqual(levels(english));
  });

  it("show the same commands", () => {
    const commands = (text: string) =>
      [...text.matchAll(/```(?:sh|bash|console)\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
        block
          .split("\n")
          .map((line) => line.replace(/\s+#.*$/, "").trim())
          .filter((line) => line !== "" && !line.startsWith("#")),
      );
    expect(commands(chinese)).toEqual(commands(english));
    expect(commands(english)).toEqual(
      expect.arrayContaining(["npm ci && npm start", "npm ci && npm test"]),
    );
  });

  it("point only at files that are there", () => {
    for (const text of [english, chinese]) {
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path = ""]) => path);
      expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    }
  });
});

/** Markdown without its blocks of code, whose comments look like headings. */
function prose(text: string): string {
  return text.replace(/```[\s\S]*?```/g, "");
}

function read(path: string): string {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
}

function topFiles(): readonly string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

/** Files under folders of the package, relative to it; what is installed or built is left out. */
function filesUnder(folders: readonly string[]): readonly string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .filter((path) => !/(?:^|\/)(?:node_modules|dist)\//.test(path)),
    );
}
