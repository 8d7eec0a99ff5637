import { expect, it } from "vitest";
import { SpanColumns } from "../../src/model/span-columns.ts";
import type { IncidentEvent } from "../../src/model/incident.ts";
import type { Evaluation } from "../../src/model/monitor.ts";
import type { Store } from "../../src/store/store.ts";
import { llmCall, logRecord, prediction, samples, span } from "./signals.ts";

const minute = 60_000;
/** A whole minute half an hour ago: within every retention. */
const start = Math.floor(Date.now() / minute) * minute - 30 * minute;
const window = { start, end: start + 10 * minute };
const staleMarker = 0x7ff0000000000002n;

/** What every back end must do, each test in a project of its own. */
export function testStore(storeOf: () => Store): void {
  it("samples come back in time order, the last written wins, and a NaN keeps its bits", async () => {
    const store = storeOf();
    const batch = samples([
      [1n, 2n ** 63n + 5n, start + 2_000, 7],
      [1n, 2n ** 63n + 5n, start + 1_000, 1],
      [1n, 2n ** 63n + 5n, start, 9],
    ]);
    new BigUint64Array(batch.values.buffer)[0] = staleMarker;
    const series = {
      metric: "up",
      metricId: 1n,
      seriesId: 2n ** 63n + 5n,
      labels: { job: "a'\\\n", zone: "é" },
      kind: "gauge" as const,
      unit: "1",
      help: "is up",
    } as const;
    await store.append({ project: "samples", receivedAt: start, series: [series], samples: batch });
    const again = samples([[1n, 2n ** 63n + 5n, start + 1_000, 2]]);
    await store.append({ project: "samples", receivedAt: start + 5, samples: again });
    await store.flush();
    const request = { start, end: start + 2_000 };
    const matchers = [{ name: "job", operator: "=~", value: "a.*" }] as const;
    const found = await store.selectSeries("samples", { ...request, matchers });
    expect(found).toHaveLength(1);
    expect(found[0]!.labels).toEqual({ __name__: "up", job: "a'\\\n", zone: "é" });
    // The range is (start, end]: the sample at `start` is out.
    expect([...found[0]!.times]).toEqual([start + 1_000, start + 2_000]);
    expect(found[0]!.values[0]).toBe(2);
    expect(new BigUint64Array(found[0]!.values.buffer)[1]).toBe(staleMarker);
    expect(await store.listSeries("samples", { ...request, matchers: [], limit: 5 })).toHaveLength(
      1,
    );
    expect(await store.selectSeries("nobody", { ...request, matchers: [] })).toEqual([]);
    const none = [{ name: "job", operator: "!~", value: "(?i)A.*" }] as const;
    expect(await store.selectSeries("samples", { ...request, matchers: none })).toEqual([]);
    const broken = [{ name: "job", operator: "=~", value: "(" }] as const;
    await expect(
      store.selectSeries("samples", { ...request, matchers: broken }),
    ).rejects.toMatchObject({ code: "bad-expression" });
  });

  it("more series than asked for are an error, or the preferred ones are read", async () => {
    const store = storeOf();
    const rows = ["a", "b"].map((name, index) => ({
      metric: "many",
      metricId: 2n,
      seriesId: BigInt(index + 1),
      labels: { name },
      kind: "gauge" as const,
      unit: "1",
      help: "",
    }));
    const batch = samples([
      [2n, 1n, start, 1],
      [2n, 2n, start, 2],
    ]);
    await store.append({ project: "many", receivedAt: start, series: rows, samples: batch });
    await store.flush();
    const request = { start: start - 1, end: start, matchers: [], limit: 1 };
    await expect(store.selectSeries("many", request)).rejects.toMatchObject({
      code: "query-too-large",
    });
    const prefer = ({ name }: { readonly [label: string]: string }) => (name === "b" ? 1 : 0);
    const found = await store.selectSeries("many", { ...request, prefer });
    expect(found.map(({ labels }) => labels["name"])).toEqual(["b"]);
  });

  it("spans, bodies, logs, predictions and changes come back as they were sent", async () => {
    const store = storeOf();
    const sent = span({
      startNs: BigInt(start) * 1_000_000n + 7n,
      durationNs: 3_000_000_001n,
      peer: "retriever",
      kind: "client",
      status: "error",
      input: "prompt ✓",
      output: "answer",
      attributesText: new Map([["k", "v\0'"]]),
      attributesNumber: new Map([["n", 1.5]]),
      llm: llmCall({ inputTokens: 5, timeToFirstTokenMs: 12.5, promptVersion: "p2" }),
    });
    const record = logRecord({ time: start, body: "Disk Full ü", severity: "error" });
    const predicted = prediction({
      id: "x",
      time: start,
      outputText: "cat",
      traceId: sent.traceId,
      featuresNumber: new Map([
        ["a", 0.1],
        ["b", null],
      ]),
      featuresText: new Map([["c", null]]),
      scores: new Map([["cat", 0.9]]),
      tags: new Map([["k", "v"]]),
    });
    const change = {
      id: "c",
      kind: "deploy" as const,
      model: "m",
      component: "",
      version: "2",
      from: "1",
      to: "2",
      time: start,
      title: "new",
      url: "",
    } as const;
    const batch = {
      spans: SpanColumns.of([sent]),
      logs: [record],
      predictions: [predicted],
      changes: [change],
    };
    // The same body twice: rows with an identity are one row, whatever the back end.
    for (const receivedAt of [start, start + 1]) {
      await store.append({ project: "rows", receivedAt, ...batch });
    }
    await store.flush();
    const { attributesText: _text, attributesNumber: _number, ...plain } = sent;
    const spans = await store.spans("rows", { window, limit: 10 });
    expect(spans).toEqual([{ ...plain, attributes: { k: "v\0'", n: 1.5 } }]);
    expect(await store.spans("rows", { window, traceId: "none", limit: 10 })).toEqual([]);
    const ofTraces = { window, traceIds: [sent.traceId, "other"], limit: 10 };
    expect(await store.spans("rows", ofTraces)).toHaveLength(1);
    expect(await store.logs("rows", ofTraces)).toEqual([]);
    const logs = await store.logs("rows", { window, text: "full Ü", limit: 10 });
    expect(logs[0]).toEqual(record);
    expect(await store.predictions("rows", { window, model: "model", limit: 10 })).toEqual([
      predicted,
    ]);
    expect(await store.changes("rows", window)).toEqual([change]);
    expect(await store.projects()).toContain("rows");
  });

  it("the newest revision of an evaluation is read, oldest window first", async () => {
    const store = storeOf();
    const evaluation: Evaluation = {
      monitor: "m",
      windowStart: start,
      windowEnd: start + minute,
      revision: 0,
      value: null,
      count: 0,
      standardError: null,
      state: "learning",
      score: 0,
      expected: 1,
      low: 0.5,
      high: null,
      progress: 0.25,
      reason: { code: "x", params: { a: "b", n: 2 } },
      firing: false,
    };
    const newer = {
      ...evaluation,
      revision: 1,
      value: 3,
      state: "anomalous",
      firing: true,
    } as const;
    const next = { ...evaluation, windowEnd: start + 2 * minute };
    await store.appendEvaluations("evaluations", [next, newer]);
    await store.appendEvaluations("evaluations", [evaluation]);
    const request = { window, limit: 10 };
    expect(await store.evaluations("evaluations", request)).toEqual([newer, next]);
    const none = { ...request, monitors: ["other"] };
    expect(await store.evaluations("evaluations", none)).toEqual([]);
  });

  it("an incident event is written once, and read while its incident was open", async () => {
    const store = storeOf();
    const event = (id: string, incident: string, at: number, rest: object) =>
      // The store keeps the body as it is; only the head matters here.
      ({ id, incident, at, by: "aceso", ...rest }) as IncidentEvent;
    const opened = event("1", "old", start - 60 * minute, { type: "opened", models: [] });
    const resolved = event("2", "old", start - 50 * minute, {
      type: "resolved",
      reason: "recovered",
    });
    const open = event("3", "new", start - minute, { type: "opened", models: ["m"] });
    await store.appendIncidentEvents("incidents", [opened, resolved]);
    await Promise.all([
      store.appendIncidentEvents("incidents", [open]),
      store.appendIncidentEvents("incidents", [open]),
    ]);
    const all = await store.incidentEvents("incidents", { limit: 10 });
    expect(all).toEqual([opened, resolved, open]);
    expect(await store.incidentEvents("incidents", { window, limit: 10 })).toEqual([open]);
    expect(await store.incidentEvents("incidents", { incident: "old", limit: 10 })).toEqual([
      opened,
      resolved,
    ]);
  });

  it("settings keep the value put last, the audit every row, newest first", async () => {
    const store = storeOf();
    for (const value of [1, null, { a: ["ü", 2] }])
      await store.putSetting("settings", "a/b", value);
    await store.putSetting("settings", "c", true);
    expect(await store.setting("settings", "a/b")).toEqual({ a: ["ü", 2] });
    expect(await store.setting("settings", "missing")).toBeUndefined();
    expect(await store.settings("settings", "a/")).toEqual([
      { key: "a/b", value: { a: ["ü", 2] } },
    ]);
    const row = {
      time: start,
      by: "p",
      action: "x",
      target: "t",
      result: "ok",
      before: null,
    } as const;
    await store.appendAudit("settings", [
      { ...row, after: 1 },
      { ...row, after: 2 },
    ]);
    const rows = await store.audit("settings", { window, limit: 10 });
    expect(rows.map((each) => each.after)).toEqual([2, 1]);
  });

  it("services, peers, models and edges are learned from spans", async () => {
    const store = storeOf();
    const at = { startNs: BigInt(start) * 1_000_000n };
    const parent = span({ ...at, service: "front", spanId: "a".repeat(16) });
    const child = span({
      ...at,
      service: "back",
      spanId: "b".repeat(16),
      parentSpanId: "a".repeat(16),
      model: "m",
    });
    const call = span({
      ...at,
      service: "back",
      spanId: "c".repeat(16),
      kind: "client",
      peer: "db",
    });
    await store.append({
      project: "edges",
      receivedAt: start,
      spans: SpanColumns.of([parent, child, call]),
    });
    await store.flush();
    expect(await store.services("edges", window)).toEqual([
      { service: "back", peers: ["db"], models: ["m"] },
      { service: "front", peers: [], models: [] },
    ]);
    const edges = await store.componentEdges("edges", window);
    expect(
      edges.map(({ caller, callee }) => `${caller.name} > ${callee.kind} ${callee.name}`),
    ).toEqual(["back > dependency db", "back > artifact m", "front > serving back"]);
  });

  it("tasks are told from outputs: binary, multiclass, regression, generation", async () => {
    const store = storeOf();
    const rows = (model: string, each: (index: number) => object) =>
      Array.from({ length: 30 }, (_, index) =>
        prediction({ model, id: String(index), time: start + index, ...each(index) }),
      );
    const predictions = [
      ...rows("flag", (index) => ({ outputText: index % 2 ? "yes" : "no" })),
      ...rows("digit", (index) => ({ outputText: String(index % 10) })),
      ...rows("price", (index) => ({
        outputNumber: index * 1.5,
        featuresNumber: new Map([["a", 1]]),
      })),
      ...rows("text", (index) => ({ outputText: `{"answer": "a long text of its own ${index}"}` })),
    ];
    await store.append({ project: "tasks", receivedAt: start, predictions });
    await store.flush();
    const models = await store.models("tasks", window);
    expect(models.map((each) => [each.model, each.task, each.versions[0]!.predictions])).toEqual([
      ["digit", "multiclass", 30],
      ["flag", "binary", 30],
      ["price", "regression", 30],
      ["text", "generation", 30],
    ]);
    expect(models[1]!.classes).toEqual(["no", "yes"]);
    expect(models[2]!.features).toEqual([{ name: "a", type: "number" }]);
  });

  it("retention changes what the tables say, and less than an hour is refused", async () => {
    const store = storeOf();
    const hours = { ...allDays(20), logs: 12 * 60 * minute };
    await store.applyRetention(hours);
    const refused = store.applyRetention({ ...hours, logs: 5 });
    await expect(refused).rejects.toMatchObject({ code: "bad-config" });
    const old = logRecord({ time: Date.now() - 13 * 60 * minute, body: "old" });
    await store.append({
      project: "aged",
      receivedAt: start,
      logs: [logRecord({ time: start }), old],
    });
    await store.flush();
    expect((await store.status()).available).toBe(true);
  });
}

function allDays(count: number) {
  const age = count * 24 * 60 * minute;
  return {
    samples: age,
    spans: age,
    bodies: age,
    logs: age,
    predictions: age,
    outcomes: age,
    distributions: age,
    changes: age,
    evaluations: age,
    incidents: age,
    audit: age,
  };
}
