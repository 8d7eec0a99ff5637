// A small real model that reports itself: once a second it foretells whether this process's memory will
// have grown a second later, and says afterwards what was true. Needs nothing but Node 24.
// Usage: ACESO_URL=http://127.0.0.1:4600 [ACESO_TOKEN=…] node examples/predictions.ts [seconds]
import { setTimeout as sleep } from "node:timers/promises";

const url = process.env.ACESO_URL ?? "http://127.0.0.1:4600";
const seconds = Number(process.argv[2] ?? 60);
const hoard: Uint8Array[] = [];
// Share of seconds, 0 to 1, in which memory grew, learned on the way.
let growthShare = 0.5;
let before = process.memoryUsage.rss();
let step = 0;

for (let second = 0; second < seconds; second++) {
  // Real work with a pattern to learn: memory grows in two seconds of three.
  if (second % 3 === 2) hoard.length = 0;
  else hoard.push(new Uint8Array(4_000_000).fill(second));

  const now = process.memoryUsage.rss();
  const features = { rss_mb: now / 1e6, step_mb: step / 1e6, hoarded: hoard.length };
  const grows = hoard.length === 2 ? 0.5 * growthShare : 0.5 + 0.5 * growthShare;
  const id = `memory-${process.pid}-${second}`;
  await send("/api/v1/predictions", {
    id,
    model: "memory",
    version: "1",
    features,
    output: grows > 0.5 ? "grows" : "shrinks",
    scores: { grows, shrinks: 1 - grows },
  });

  await sleep(1000);
  const after = process.memoryUsage.rss();
  step = after - before;
  before = after;
  growthShare = 0.95 * growthShare + 0.05 * (step > 0 ? 1 : 0);
  await send("/api/v1/labels", { id, model: "memory", label: step > 0 ? "grows" : "shrinks" });
}

async function send(path: string, body: unknown): Promise<void> {
  const response = await fetch(url + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${process.env.ACESO_TOKEN ?? ""}`,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
}
