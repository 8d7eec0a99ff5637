import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";

const rounds = 20;

it("every row acknowledged before kill -9 is there exactly once, ready within 10 s", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "aceso-kill-"));
  const acknowledged: string[] = [];
  const readyMs: number[] = [];
  let random = 20_261;
  for (let round = 0; round < rounds; round++) {
    // A multiplicative congruential generator: the moments are the same in every run.
    random = (random * 48_271) % 2_147_483_647;
    const began = performance.now();
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, "appending-child.ts"), dataDir, String(round * 100_000)],
      { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, UV_THREADPOOL_SIZE: "16" } },
    );
    const ended = once(child, "exit");
    let output = "";
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (text) => {
        const wasReady = output.length > 0;
        output += String(text);
        if (wasReady) return;
        readyMs.push(performance.now() - began);
        setTimeout(resolve, random % 500);
      });
    });
    child.kill("SIGKILL");
    await ended;
    const lines = output.split("\n").slice(1, -1);
    acknowledged.push(...lines.filter((line) => line !== "ready"));
  }
  const store = await openStore({ dataDir, now: Date.now, log: () => {} });
  const window = { start: Date.now() - 600_000, end: Date.now() + 1_000 };
  const rows = await store.logs("p", { window, limit: 1_000_000 });
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.body, (counts.get(row.body) ?? 0) + 1);
  expect(acknowledged.length).toBeGreaterThan(rounds);
  expect(acknowledged.filter((id) => counts.get(id) !== 1)).toEqual([]);
  expect([...counts.values()].filter((count) => count > 1)).toEqual([]);
  expect(Math.max(...readyMs)).toBeLessThan(10_000);
}, 300_000);
