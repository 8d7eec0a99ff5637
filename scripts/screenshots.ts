// Takes the pictures of the documents from a running Aceso:
//   node scripts/screenshots.ts [URL] [INCIDENT]
// The newest incident is taken unless one is named. On Debian, fonts-inter and fonts-noto-cjk make them pretty.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createClient } from "../src/api/client.ts";
import { launchChromium, openPage } from "../test/browser/chromium.ts";

const url = process.argv[2] ?? "http://127.0.0.1:4600";
const folder = fileURLToPath(new URL("../docs/images/", import.meta.url));
mkdirSync(folder, { recursive: true });

const client = createClient({ baseUrl: url, fetch: globalThis.fetch });
const { incidents } = await client.call("GET /api/v1/incidents", { query: {} });
const incident = process.argv[3] ?? incidents[0]?.id;
if (incident === undefined) throw new Error(`${url} has no incident to show`);

const browser = await launchChromium();
for (const theme of ["light", "dark"] as const) {
  for (const lang of ["en", "zh"] as const) {
    for (const [name, path] of [
      ["overview", "/"],
      ["incident", `/i/${incident}`],
    ] as const) {
      const page = await openPage(browser, url + path, { theme, lang });
      await page.waitForSelector("canvas, svg");
      await page.waitForLoadState("load");
      // Charts are drawn one frame after their data.
      await page.waitForTimeout(1500);
      await page.screenshot({ path: `${folder}${name}-${theme}-${lang}.png`, fullPage: true });
      await page.context().close();
    }
  }
}
await browser.close();
console.log(`8 pictures in ${folder}`);
