import { expect, it } from "vitest";
import { SpanColumns } from "../../src/model/span-columns.ts";
import { feedbackTags } from "../../src/model/signals.ts";
import type { Store } from "../../src/store/store.ts";
import { label, prediction, span } from "./signals.ts";

const minute = 60_000;
/** A whole minute half an hour ago: within every retention. */
const start = Math.floor(Date.now() / minute) * minute - 30 * minute;

/** What is joined by id or read from several tables at once; runs on every kind of store. */
export function testJoined(storeOf: () => Store): void {
  it("feedback without a version takes that of its prediction, also when it came first", async () => {
    const store = storeOf();
    const receivedAt = Date.now() - 1_000;
    const put = (...predictions: readonly ReturnType<typeof prediction>[]) =>
      store.append({ project: "feedback", receivedAt, predictions });
    const told = (id: string, version = "") =>
      prediction({
        id,
        model: "m:bought",
        version,
        time: start + minute,
        outputNumber: 1,
        tags: new Map([
          [feedbackTags.model, "m"],
          [feedbackTags.id, id],
        ]),
      });
    await put(told("1"), told("2", "own"), told("3"));
    await put(prediction({ id: "1", model: "m", version: "7", time: start }));
    await put(prediction({ id: "3", model: "other", version: "9", time: start }));
    await store.flush();
    await store.nameFeedbackVersions("feedback");
    const window = { start: start + minute, end: start + 2 * minute };
    const rows = await store.predictions("feedback", { window, model: "m:bought", limit: 10 });
    expect(
      rows.map(({ id, version, outputNumber }) => [id, version, outputNumber]).toSorted(),
    ).toEqual([
      ["1", "7", 1],
      ["2", "own", 1],
      ["3", "", 1],
    ]);
  });

  it("labels meet their predictions once, whichever comes first, and the last label wins", async () => {
    const store = storeOf();
    const put = (batch: object, receivedAt = start) =>
      store.append({ project: "labels", receivedAt, ...batch });
    await put({ predictions: [prediction({ id: "1", time: start, outputText: "a" })] });
    await put({ labels: [label({ id: "1", labelText: "a", time: start + minute })] });
    await put({ labels: [label({ id: "2", labelText: "b", time: start + minute })] });
    await store.flush();
    expect(await store.resolveLabels("labels")).toBe(1);
    expect(await store.resolveLabels("labels")).toBe(0);
    const later = Date.now() - 1_000;
    await put({ predictions: [prediction({ id: "2", time: start, outputText: "a" })] }, later);
    await put({ labels: [label({ id: "1", labelText: "c", time: start + 2 * minute })] }, later);
    await store.flush();
    // The early label is met only within an hour before its prediction: it came half an hour before.
    expect(await store.resolveLabels("labels")).toBe(2);
    const grid = { firstStart: start, sizeMs: minute, stepMs: minute, count: 1 };
    const [all] = await store.summarise("labels", { kind: "outcomes", grid });
    expect(all!.predictions).toBe(2);
    expect(all!.labelled).toBe(2);
    expect(all!.confusion).toEqual(
      new Map([
        ["b", new Map([["a", 1]])],
        ["c", new Map([["a", 1]])],
      ]),
    );
    const window = { start, end: start + minute };
    const arrivals = await store.labelArrivals("labels", { model: all!.model, window });
    expect(arrivals).toMatchObject([{ predictions: 2, labelled: 2 }]);
    // Labels came 1 and 2 minutes after their predictions.
    expect(arrivals[0]!.delayMsP50).toBeGreaterThanOrEqual(minute);
    expect(arrivals[0]!.delayMsP95).toBeLessThanOrEqual(2 * minute);
  });

  it("spans of two windows are read in one question, the newest of each, with answers and no prompts", async () => {
    const store = storeOf();
    const at = (ms: number) =>
      span({
        traceId: String(ms).padStart(32, "0"),
        startNs: BigInt(start + ms) * 1_000_000n,
        input: "asked",
        output: `answer ${ms}`,
      });
    const spans = SpanColumns.of([1, 2, 3, 500, 1_001, 1_002].map(at));
    await store.append({ project: "two windows", receivedAt: start, spans });
    await store.flush();
    const found = await store.spans("two windows", {
      window: { start: start + 1_000, end: start + 2_000 },
      earlier: { start, end: start + 100 },
      service: "service",
      limit: 2,
      bodies: "answers",
    });
    expect(found.map(({ input, output }) => [input, output])).toEqual(
      [2, 3, 1_001, 1_002].map((ms) => ["", `answer ${ms}`]),
    );
  });

  it("judged predictions are of classes, and of numbers with their error where these are asked for", async () => {
    const store = storeOf();
    const model = "judged";
    const of = (id: string, rest: object) => prediction({ id, model, time: start, ...rest });
    const said = (id: string, rest: object) => label({ id, model, time: start + minute, ...rest });
    await store.append({
      project: "judged",
      receivedAt: start,
      predictions: [
        of("1", { outputText: "a", outputNumber: null }),
        of("2", { outputText: "a", outputNumber: null }),
        of("3", { outputText: "", outputNumber: 5 }),
        of("4", { outputText: "", outputNumber: Infinity }),
      ],
      labels: [
        said("1", { labelText: "a" }),
        said("2", { labelText: "b" }),
        said("3", { labelText: "", labelNumber: 3 }),
        said("4", { labelText: "", labelNumber: 3 }),
      ],
    });
    await store.flush();
    await store.resolveLabels("judged");
    const asked = { model, window: { start, end: start + minute }, limit: 10 };
    const classes = await store.judgedPredictions("judged", asked);
    expect(classes.map(({ label: truth, isWrong }) => [truth, isWrong])).toEqual([
      ["a", false],
      ["b", true],
    ]);
    const all = await store.judgedPredictions("judged", { ...asked, numbers: true });
    expect(all.map(({ prediction: { id }, isWrong, error }) => [id, isWrong, error])).toEqual([
      ["1", false, undefined],
      ["2", true, undefined],
      ["3", false, 2],
    ]);
  });
}
