import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { testDrawnRows } from "./drawn-rows-body.ts";
import { testDrawnTexts } from "./drawn-texts-body.ts";
import { testJoined } from "./joined-body.ts";
import { testJudgedOutputs } from "./judged-outputs-body.ts";
import { testLabelledTexts } from "./labelled-texts-body.ts";
import { testLlmCalls } from "./llm-calls-body.ts";
import { testStore } from "./store-body.ts";

describe("the store in this process", () => {
  let store: Store;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "aceso-store-"));
    store = await openStore({ dataDir, now: Date.now, log: () => {} });
  });
  afterAll(async () => {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  testStore(() => store);
  testJoined(() => store);
  testLlmCalls(() => store);
  testDrawnRows(() => store);
  testDrawnTexts(() => store);
  testJudgedOutputs(() => store);
  testLabelledTexts(() => store);
});
