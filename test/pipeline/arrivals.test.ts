import { describe, expect, it } from "vitest";
import type { LabelRow, PredictionRow, SignalBatch } from "../../src/model/signals.ts";
import { minute } from "../../src/model/time.ts";
import { watchArrivals } from "../../src/pipeline/arrivals.ts";

const now = 1_750_000_000_000;

function prediction(model: string, time = now): PredictionRow {
  return {
    id: "1",
    model,
    version: "v1",
    time,
    featuresNumber: new Map(),
    featuresText: new Map(),
    outputText: "a",
    outputNumber: null,
    scores: new Map(),
    tags: new Map(),
    traceId: "",
  };
}

function batchOf(predictions: readonly PredictionRow[], labels: readonly LabelRow[] = []) {
  return { project: "p", receivedAt: now, predictions, labels } satisfies SignalBatch;
}

const taken = { append: async () => undefined };

describe("arrivals", () => {
  it("a project starts with new subjects, and a subject is new once", async () => {
    const watch = watchArrivals(taken);
    expect(watch.look("p").newSubjects).toBe(true);
    await watch.sink.append(batchOf([prediction("digits")]));
    watch.subjectsSeen("p");
    await watch.sink.append(batchOf([prediction("digits")]));
    expect(watch.look("p").newSubjects).toBe(false);
    await watch.sink.append(batchOf([prediction("prices")]));
    expect(watch.look("p").newSubjects).toBe(true);
  });

  it("the first label of a model is news", async () => {
    const watch = watchArrivals(taken);
    await watch.sink.append(batchOf([prediction("digits")]));
    watch.subjectsSeen("p");
    const label = { id: "1", model: "digits", labelText: "a", labelNumber: null, time: now };
    await watch.sink.append(batchOf([], [label]));
    expect(watch.look("p").newSubjects).toBe(true);
  });

  it("rows older than a quarter of an hour are history, until it has been replayed", async () => {
    const watch = watchArrivals(taken);
    await watch.sink.append(batchOf([prediction("digits", now - 14 * minute)]));
    expect(watch.look("p").historyAt).toBeNull();
    await watch.sink.append(batchOf([prediction("digits", now - 16 * minute)]));
    expect(watch.look("p").historyAt).toBe(now);
    watch.historySeen("p", now - 1);
    expect(watch.look("p").historyAt).toBe(now);
    watch.historySeen("p", now);
    expect(watch.look("p").historyAt).toBeNull();
  });

  it("what the store refused is not noticed", async () => {
    const watch = watchArrivals({ append: () => Promise.reject(new Error("full")) });
    watch.subjectsSeen("p");
    await expect(watch.sink.append(batchOf([prediction("digits")]))).rejects.toThrow("full");
    expect(watch.look("p").newSubjects).toBe(false);
  });

  it("no more names are kept than the limit, and projects are apart", async () => {
    const watch = watchArrivals(taken, { subjectsMax: 1 });
    await watch.sink.append(batchOf([prediction("first")]));
    watch.subjectsSeen("p");
    await watch.sink.append(batchOf([prediction("second")]));
    expect(watch.look("p").newSubjects).toBe(false);
    expect(watch.look("other").newSubjects).toBe(true);
  });

  it("no prediction is later than the newest that came, a minute after the start at the earliest", async () => {
    const watch = watchArrivals(taken);
    expect(watch.look("p").newestPredictionAt).toBeNull();
    await watch.sink.append(batchOf([prediction("digits")]));
    expect(watch.look("p")).toMatchObject({
      newestPredictionAt: now + minute,
      newestSpanAt: now + minute,
      matchableAt: now,
    });
    await watch.sink.append({
      ...batchOf([prediction("digits", now + 3 * minute)]),
      receivedAt: now + 3 * minute,
    });
    expect(watch.look("p")).toMatchObject({
      newestPredictionAt: now + 3 * minute,
      newestSpanAt: now + minute,
      matchableAt: now + 3 * minute,
    });
  });

  it("where others write to the same store, nothing is known of the newest", async () => {
    const watch = watchArrivals(taken, { hearsAll: false });
    await watch.sink.append(batchOf([prediction("digits")]));
    expect(watch.look("p")).toMatchObject({ newestPredictionAt: null, matchableAt: null });
  });
});
