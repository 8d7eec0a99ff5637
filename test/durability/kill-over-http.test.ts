import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { field, fixed64, snappyLiteral, timeSeries } from "../ingest/harness.ts";
import { startAceso } from "./aceso-process.ts";

/** Five rounds tell a fault soon; ACESO_KILLS=20 is the whole claim, to be run alone. */
const rounds = Number(process.env["ACESO_KILLS"] ?? 5);
const kinds = ["samples", "spans", "predictions", "logs"] as const;
type Kind = (typeof kinds)[number];

it(`every row acknowledged over HTTP before kill -9 is there exactly once, ready within 10 s, ${rounds} times`, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "aceso-kill-http-"));
  const acknowledged: Record<Kind, number[]> = {
    samples: [],
    spans: [],
    predictions: [],
    logs: [],
  };
  const readyMs: number[] = [];
  const start = Date.now() - 600_000;
  let next = 0;
  let random = 20_263;
  for (let round = 0; round < rounds; round++) {
    // A multiplicative congruential generator: the moments are the same in every run.
    random = (random * 48_271) % 2_147_483_647;
    const aceso = await startAceso({ dataDir });
    readyMs.push(aceso.readyMs);
    const killed = new AbortController();
    const lanes = kinds.map(async (kind) => {
      while (!killed.signal.aborted) {
        const ids = Array.from({ length: 20 }, () => next++);
        if (!(await isTaken(aceso.url, kind, ids, start))) return;
        acknowledged[kind].push(...ids);
      }
    });
    // Long enough for a first acknowledgement on a slow machine, then anywhere in 1.5 s.
    await Promise.race([...lanes, oneOfEach(acknowledged, round)]);
    await new Promise((resolve) => setTimeout(resolve, random % 1_500));
    await aceso.kill();
    killed.abort();
    await Promise.all(lanes);
  }
  // Through the program once more: what the last kill left is replayed by it, and stopped in order.
  const last = await startAceso({ dataDir });
  readyMs.push(last.readyMs);
  expect(await last.stop()).toBe(0);
  const store = await openStore({ dataDir: join(dataDir, "data"), now: Date.now, log: () => {} });
  const found = await storedIds(store, start);
  await store.close();
  await rm(dataDir, { recursive: true, force: true });

  for (const kind of kinds) {
    const counts = new Map<number, number>();
    for (const id of found[kind]) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect(acknowledged[kind].length, kind).toBeGreaterThan(rounds * 20);
    expect(
      acknowledged[kind].filter((id) => counts.get(id) !== 1),
      kind,
    ).toEqual([]);
    expect(
      [...counts].filter(([, count]) => count > 1),
      kind,
    ).toEqual([]);
  }
  const told = kinds.map((kind) => `${kind} ${acknowledged[kind].length}/${found[kind].length}`);
  console.log(`${rounds} kills; acknowledged/found: ${told.join(", ")}`);
  console.log(`ready: ${readyMs.map((ms) => Math.round(ms)).join(" ")} ms`);
  // Beside other suites on two cores one start may wait for its turn; alone, none may.
  const typical = readyMs.toSorted((a, b) => a - b)[Math.floor(readyMs.length / 2)];
  expect(typical).toBeLessThan(10_000);
  if (process.env["ACESO_KILLS"]) expect(Math.max(...readyMs)).toBeLessThan(10_000);
}, 600_000);

/** Resolves when the round has acknowledged something of every kind. */
async function oneOfEach(acknowledged: Record<Kind, readonly number[]>, round: number) {
  while (kinds.some((kind) => acknowledged[kind].length < (round + 1) * 20)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Sends rows of one kind; true when they are acknowledged, false when the program is gone. */
async function isTaken(url: string, kind: Kind, ids: readonly number[], start: number) {
  const { path, headers, body } = request(kind, ids, start);
  const answer = await fetch(url + path, { method: "POST", headers, body }).catch(() => undefined);
  if (answer === undefined) return false;
  // The status is the acknowledgement: it has been received, whatever happens to the body.
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}`);
  await answer.arrayBuffer().catch(() => undefined);
  return true;
}

function request(kind: Kind, ids: readonly number[], start: number) {
  const protobuf = { "content-type": "application/x-protobuf" };
  const json = { "content-type": "application/json" };
  switch (kind) {
    case "samples": {
      // One series; the id is both value and time.
      const samples = ids.map((id) => ({ value: id, time: start + id }));
      const series = timeSeries({ __name__: "killed_total" }, samples);
      const body = Uint8Array.from(snappyLiteral(series));
      return {
        path: "/api/v1/write",
        headers: { ...protobuf, "content-encoding": "snappy" },
        body,
      };
    }
    case "spans": {
      const spans = ids.map((id) => {
        const spanId = Buffer.alloc(8, 1);
        spanId.writeUInt32BE(id);
        const startNs = BigInt(start + id) * 1_000_000n;
        const facts = [field(1, Buffer.alloc(16, 7)), field(2, spanId), field(5, String(id))];
        const times = [fixed64(7, startNs), fixed64(8, startNs + 1_000n)];
        return field(2, Buffer.concat([...facts, ...times]));
      });
      const body = Uint8Array.from(field(1, field(2, Buffer.concat(spans))));
      return { path: "/v1/traces", headers: protobuf, body };
    }
    case "predictions": {
      const rows = ids.map((id) => ({
        id: String(id),
        model: "killed",
        time: start + id,
        features: { x: id },
        output: "yes",
      }));
      return { path: "/api/v1/predictions", headers: json, body: JSON.stringify(rows) };
    }
    case "logs": {
      const logRecords = ids.map((id) => ({
        timeUnixNano: String(BigInt(start + id) * 1_000_000n),
        body: { stringValue: `killed ${id}` },
      }));
      const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
      return { path: "/v1/logs", headers: json, body };
    }
    default:
      return kind satisfies never;
  }
}

async function storedIds(store: Store, start: number): Promise<Record<Kind, readonly number[]>> {
  const window = { start: start - 1, end: Date.now() };
  const project = "default";
  const limit = 1_000_000;
  const [series, spans, predictions, logs] = await Promise.all([
    store.selectSeries(project, {
      matchers: [{ name: "__name__", operator: "=", value: "killed_total" }],
      ...window,
    }),
    store.spans(project, { window, limit }),
    store.predictions(project, { window, model: "killed", limit }),
    store.logs(project, { window, text: "killed ", limit }),
  ]);
  return {
    samples: series.flatMap(({ values }) => [...values]),
    spans: spans.map(({ name }) => Number(name)),
    predictions: predictions.map(({ id }) => Number(id)),
    logs: logs.map(({ body }) => Number(body.slice("killed ".length))),
  };
}
