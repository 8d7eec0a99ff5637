import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";

it("an idle store uses at most 5 % of a core", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "aceso-idle-"));
  const store = await openStore({ dataDir, now: Date.now, log: () => {} });
  const settle = 500;
  const measured = 2_000;
  // Doing nothing for a while is what is measured; CPU time does not depend on other programs.
  await new Promise((resolve) => setTimeout(resolve, settle));
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, measured));
  const used = process.cpuUsage(before);
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
  expect((used.user + used.system) / 1_000 / measured).toBeLessThan(0.05);
});
