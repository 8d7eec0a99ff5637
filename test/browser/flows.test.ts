import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildWeb } from "./build-web.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { startFixtureServer } from "./fixture-server.ts";
import type { FixtureServer } from "./fixture-server.ts";

let web: Awaited<ReturnType<typeof buildWeb>>;
let browser: Browser;
let server: FixtureServer;
let page: Page;

beforeAll(async () => {
  web = await buildWeb();
  browser = await launchChromium();
});

beforeEach(async () => {
  server = await startFixtureServer({ webRoot: web.webRoot });
});

afterEach(async () => {
  await page?.context().close();
  await server.close();
});

afterAll(async () => {
  await browser?.close();
  await web?.remove();
});

async function open(path: string): Promise<void> {
  page = await openPage(browser, server.url + path, { theme: "light", lang: "en" });
  await page.waitForSelector("h1");
}

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });

describe("a repair", () => {
  it("runs only after the dialog and a second deliberate act, and is followed until it is proven", async () => {
    await open("/i/inc-digits");
    await button("Approve…").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("POST http://127.0.0.1:4711/repair/model-version").waitFor();
    expect(await button("Run it now").isDisabled()).toBe(true);
    await dialog.getByRole("checkbox").check();
    expect(server.deeds.filter((deed) => deed.includes("approve"))).toEqual([]);
    await button("Run it now").click();

    await page.getByText("Approved by ming").waitFor();
    expect(server.deeds.at(-1)).toBe(
      'POST /api/v1/incidents/inc-digits/repair/approve {"plan":"plan-1"}',
    );
    await page.getByText("Collecting at least 30 rows").waitFor();
    server.advance("fixed");
    await page.getByText("Every measure is back within its margin").waitFor();
    await page.getByText("Fixed and verified").first().waitFor();
  });

  it("no single key approves", async () => {
    await open("/i/inc-digits");
    await button("Approve…").click();
    await page.getByRole("dialog").getByRole("checkbox").waitFor();
    for (const key of ["a", "y", "Enter", "r"]) await page.keyboard.press(key);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(server.deeds.filter((deed) => deed.includes("approve"))).toEqual([]);
  });

  it("a dry run shows the calls and has no button that runs them", async () => {
    await open("/i/inc-digits");
    await button("Dry run").click();
    await page.getByRole("dialog").getByText("idempotencyKey").waitFor();
    expect(await button("Run it now").count()).toBe(0);
  });
});

describe("an incident", () => {
  it("can be taken, noted, its cause marked and called a false alarm", async () => {
    await open("/i/inc-digits");
    await button("Take it").click();
    await page.locator("dd", { hasText: "ming" }).waitFor();
    await page.getByRole("textbox", { name: "Add a note" }).fill("rolling back");
    await button("Add").click();
    await page.getByRole("listitem").filter({ hasText: "rolling back" }).waitFor();
    await button("Right").first().click();
    await page.getByText("Marked right by ming.").waitFor();
    await button("False alarm").click();
    await page.getByRole("listitem").filter({ hasText: "False alarm" }).waitFor();
    await page.getByRole("button", { name: "False alarm", pressed: true }).waitFor();
  });

  it("that does not exist says so and leads back", async () => {
    await open("/incidents");
    await page.goto(`${server.url}/i/none`);
    await page.getByText("There is no incident none").waitFor();
    expect(await page.getByRole("link", { name: "All incidents" }).count()).toBe(1);
  });
});

describe("a stretch of a chart", () => {
  const differs = () => page.getByRole("region", { name: /^What differs/ });

  it("is chosen by dragging, and what differs stands beneath", async () => {
    await open("/i/inc-digits");
    const plot = page.locator(".u-over").first();
    // Drawn, and not about to be drawn anew.
    await plot.hover();
    const box = (await plot.boundingBox())!;
    await page.mouse.move(box.x + 0.3 * box.width, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.6 * box.width, box.y + 30, { steps: 4 });
    await page.mouse.up();
    await differs().getByText("camera = 2, brightness <= 0.31").waitFor();
    expect(server.deeds.at(-1)).toMatch(/differences \{"of":"predictions","subject":"digits"/);
    await button("Clear").click();
    await differs().waitFor({ state: "detached" });
  });

  it("is chosen by Shift and the arrow keys, and cleared by Escape", async () => {
    await open("/i/inc-digits");
    const chart = page.getByRole("img", { name: /^Chart\./ }).first();
    await chart.focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press("Shift+ArrowLeft");
    await differs().getByText("412 chosen against 2,140 others").waitFor();
    await page.keyboard.press("Escape");
    await differs().waitFor({ state: "detached" });
  });
});

describe("wrong answers", () => {
  it("are told by where they lie together, on the incident and on the model", async () => {
    for (const path of ["/i/inc-digits", "/m/digits"]) {
      await open(path);
      await page
        .getByText(
          "Of 213 wrong answers 141 have camera = 2, brightness <= 0.31; 11.9 % of the right",
        )
        .waitFor();
    }
  });
});

describe("the keyboard", () => {
  it("goes to pages by g and a letter, and through rows by j and k", async () => {
    await open("/");
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await page.waitForURL("**/incidents");
    await page.locator("[data-row]").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/i/inc-digits");
  });

  it("finds a model by the palette", async () => {
    await open("/");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("writer gener");
    await page.getByText("Nothing of that name").waitFor();
    await page.getByRole("combobox").fill("writer model");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/m/writer");
  });

  it("single letters can be switched off", async () => {
    await open("/");
    await page.keyboard.press("?");
    await page.getByRole("checkbox").uncheck();
    await button("Close").click();
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    expect(new URL(page.url()).pathname).toBe("/");
  });

  it("walks the points of a chart and speaks them", async () => {
    await open("/i/inc-digits");
    const chart = page.locator('figure div[role="img"]').first();
    await chart.locator("canvas").waitFor();
    await chart.focus();
    await page.keyboard.press("Home");
    const reading = page.locator("figure [aria-live=polite]").first();
    await reading.locator("time").waitFor();
    expect(await reading.textContent()).toContain("expected");
  });
});

describe("live data", () => {
  it("are held while paused and shown when resumed", async () => {
    await open("/i/inc-digits");
    await button("Live").click();
    server.advance("fixed");
    await page.getByText("1 new").waitFor();
    expect(await page.getByText("Fixed and verified").count()).toBe(0);
    await button(/Paused/).click();
    await page.getByText("Fixed and verified").first().waitFor();
  });

  it("do not move a list under the pointer", async () => {
    await open("/");
    await page.locator("[data-row]").first().hover();
    server.advance("fixed");
    await page.getByText("Holding · 1 new").waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("2 incidents");
    await page.mouse.move(5, 5);
    await page.getByRole("heading", { name: "1 incident is open" }).waitFor();
  });
});

it("a pointer that was put down on a list holds nothing back for long", async () => {
  await open("/");
  await page.clock.install();
  await page.locator("[data-row]").first().hover();
  server.advance("fixed");
  await page.getByText("Holding · 1 new").waitFor();
  await page.clock.fastForward(10_000);
  await page.getByRole("heading", { name: "1 incident is open" }).waitFor();
});

describe("what a person chooses", () => {
  it("the language is kept when the page is opened again", async () => {
    await open("/");
    await button("中文").click();
    await page.getByRole("heading", { name: "有 2 个事件未解决" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "有 2 个事件未解决" }).waitFor();
    expect(await page.getAttribute("html", "lang")).toBe("zh-CN");
  });

  it("the time range stands in the URL", async () => {
    await open("/m/digits");
    await button("6h").click();
    await page.waitForURL("**/m/digits?range=6h");
    await page.getByRole("textbox", { name: "Time range as text" }).fill("nonsense");
    await button("Go").click();
    await page.getByText("Not a time range").waitFor();
  });

  it("the kill switch stops all repairs", async () => {
    await open("/settings");
    await button("Stop all repairs").click();
    await page.getByText("No repair runs, not even an approved one.").waitFor();
    expect(server.deeds.at(-1)).toContain('"stopAll":true');
  });
});

it("a server that wants a key shows the login page, and the pages once the key is right", async () => {
  await server.close();
  server = await startFixtureServer({ webRoot: web.webRoot, key: "secret" });
  await open("/");
  await page.getByRole("heading", { name: "This Aceso asks for a key" }).waitFor();
  await page.getByLabel("Key").fill("wrong");
  await button("Open").click();
  await page.getByText("The server did not accept this key.").waitFor();
  await page.getByLabel("Key").fill("secret");
  await button("Open").click();
  await page.getByRole("heading", { name: "2 incidents are open" }).waitFor();
  expect(await page.evaluate(() => localStorage.getItem("aceso.key"))).toBeNull();
});

it("a server that does not answer is named, with what to do", async () => {
  await open("/");
  await page.route("**/api/v1/status", (route) => route.abort());
  await page.getByRole("link", { name: "Settings", exact: true }).first().click();
  await page.getByText("Aceso does not answer").first().waitFor();
});
