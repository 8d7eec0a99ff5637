import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { startClickHouseServer } from "./clickhouse-server.ts";
import type { ClickHouseServer } from "./clickhouse-server.ts";
import { testDrawnRows } from "./drawn-rows-body.ts";
import { testDrawnTexts } from "./drawn-texts-body.ts";
import { testJoined } from "./joined-body.ts";
import { testJudgedOutputs } from "./judged-outputs-body.ts";
import { testLabelledTexts } from "./labelled-texts-body.ts";
import { testLlmCalls } from "./llm-calls-body.ts";
import { logRecord, prediction } from "./signals.ts";
import { testStore } from "./store-body.ts";

describe("the store on a ClickHouse server", () => {
  let server: ClickHouseServer;
  let store: Store;
  beforeAll(async () => {
    server = await startClickHouseServer();
    store = await openStore({
      dataDir: "/nowhere",
      clickhouseUrl: server.url,
      now: Date.now,
      log: () => {},
    });
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });
  testStore(() => store);
  testJoined(() => store);
  testLlmCalls(() => store);
  testDrawnRows(() => store);
  testDrawnTexts(() => store);
  testJudgedOutputs(() => store);
  testLabelledTexts(() => store);

  it("while the server is away appends are refused with a time to retry, and nothing is lost or doubled", async () => {
    const time = Date.now();
    const batch = {
      project: "away",
      receivedAt: time,
      logs: [logRecord({ time, body: "once" })],
      predictions: [prediction({ id: "p", time })],
    };
    await server.kill();
    const refused = store.append(batch);
    await expect(refused).rejects.toMatchObject({
      code: "store-unavailable",
      retryAfterSeconds: 9,
    });
    expect((await store.status()).available).toBe(false);
    await server.restart();
    // Sent again as a sender would, and once more as after a lost answer.
    await store.append({ ...batch, receivedAt: time + 1 });
    await store.append({ ...batch, receivedAt: time + 2 });
    const window = { start: time - 1, end: time + 1 };
    expect(await store.logs("away", { window, limit: 9 })).toHaveLength(1);
    expect(await store.predictions("away", { window, model: "model", limit: 9 })).toHaveLength(1);
    expect((await store.status()).available).toBe(true);
  });
});
