import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWeb } from "./build-web.ts";
import { launchChromium, openPage } from "./chromium.ts";
import type { Look } from "./chromium.ts";
import { startFixtureServer } from "./fixture-server.ts";
import type { FixtureServer } from "./fixture-server.ts";

const axePath = new URL("../../node_modules/axe-core/axe.min.js", import.meta.url).pathname;
const paths = [
  "/",
  "/incidents",
  "/i/inc-digits",
  "/i/inc-writer",
  "/i/inc-prices",
  "/models",
  "/m/digits",
  "/m/writer",
  "/explore?query=up",
  "/settings",
  "/nowhere",
] as const;

let web: Awaited<ReturnType<typeof buildWeb>>;
let server: FixtureServer;
let empty: FixtureServer;
let browser: Browser;

beforeAll(async () => {
  web = await buildWeb();
  const { webRoot } = web;
  [server, empty, browser] = await Promise.all([
    startFixtureServer({ webRoot }),
    startFixtureServer({ webRoot, empty: true }),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), empty?.close()]);
  await web?.remove();
});

describe.each(["en", "zh"] as const)("in %s", (lang) => {
  // One visit, four claims: a visit costs more than all the checks together.
  it.each(paths)(
    "%s is accessible in both themes, speaks one language, fits a phone and complains of nothing",
    async (path) => {
      await visit(server.url + path, lang, async (page) => {
        expect(await violations(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: "dark" });
        expect(await violations(page)).toEqual([]);
        const texts = await textsOf(page);
        expect(texts.filter((text) => /^\[[\w/.-]+\]$/.test(text))).toEqual([]);
        if (lang === "zh") expect(texts.filter(isEnglish)).toEqual([]);
        expect(await overflow(page)).toBe(0);
      });
    },
  );

  it("an empty installation is accessible and says what to send", async () => {
    await visit(empty.url, lang, async (page) => {
      expect(await violations(page)).toEqual([]);
      expect(await page.textContent("main")).toContain("/api/v1/predictions");
      expect(await overflow(page)).toBe(0);
    });
  });
});

it("the first page loads at most 150 kB of compressed JavaScript", async () => {
  const html = await readFile(join(web.webRoot, "index.html"), "utf8");
  const files = [...html.matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map((match) => match[1] ?? "");
  expect(files.length).toBeGreaterThan(0);
  let bytes = 0;
  for (const file of files) bytes += gzipSync(await readFile(join(web.webRoot, file))).length;
  expect(bytes).toBeLessThanOrEqual(150_000);
});

/** Opens a page, waits until nothing is awaited any more, hands it over, and checks that it complained of nothing. */
async function visit(
  url: string,
  lang: Look["lang"],
  check: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await openPage(browser, "about:blank", { theme: "light", lang });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(url);
  await page.waitForSelector("h1");
  await page.waitForFunction(() => document.querySelector('main [role="status"]') === null);
  await check(page);
  expect(complaints).toEqual([]);
  await page.context().close();
}

async function violations(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ path: axePath });
  return await page.evaluate(async () => {
    // The script tag above has put axe on the window.
    const { axe } = window as unknown as {
      axe: { run(root: Document, options: object): Promise<AxeResults> };
    };
    const results = await axe.run(document, { resultTypes: ["violations"] });
    return results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
    );
  });
}

/** How many pixels the page is wider than a phone. */
async function overflow(page: Page): Promise<number> {
  await page.setViewportSize({ width: 390, height: 844 });
  return await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

/** All texts but those of code. */
async function textsOf(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const hidden = node.parentElement?.closest("code, pre, script, style") ?? null;
      if (hidden === null && node.nodeValue !== null) found.push(node.nodeValue);
    }
    return found;
  });
}

/** An English sentence of ours; what users and senders wrote stays as they wrote it. */
function isEnglish(text: string): boolean {
  const sent = /nightly feature refresh|outside now minus retention|send UTC milliseconds/;
  return /[a-z]{2,} [a-z]{2,} [a-z]{2,}/i.test(text) && !sent.test(text);
}
