import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";

const executablePath = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => existsSync(path));

/** Starts the system's Chromium without a window. Fails with what to install where there is none. */
export async function launchChromium(): Promise<Browser> {
  if (executablePath === undefined) {
    throw new Error("no Chromium found: apt-get install -y chromium");
  }
  return await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--font-render-hinting=none",
    ],
  });
}

/** How a page is looked at. */
export interface Look {
  readonly theme: "light" | "dark";
  readonly lang: "en" | "zh";
  readonly width?: number;
  readonly height?: number;
}

/** Opens a page of the interface in a fresh context with a theme, a language, a size and the zone of Shanghai. */
export async function openPage(browser: Browser, url: string, look: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    colorScheme: look.theme,
    locale: look.lang === "zh" ? "zh-CN" : "en-GB",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}
