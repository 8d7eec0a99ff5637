import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changes } from "../../src/ingest/changes.ts";
import { feedback } from "../../src/ingest/feedback.ts";
import { labels } from "../../src/ingest/labels.ts";
import { predictions } from "../../src/ingest/predictions.ts";
import { feedbackTags } from "../../src/model/signals.ts";
import { packEmbedding } from "../../src/model/packed-embedding.ts";
import { json, makeIntake, now, send } from "./harness.ts";

const asLines = { "content-type": "application/x-ndjson" };

describe("predictions", () => {
  it("one object: every field arrives where the model says", async () => {
    const { intake, batches } = makeIntake();
    const response = await send(
      intake,
      predictions,
      JSON.stringify({
        id: "p1",
        model: "digits",
        version: "v2",
        time: "2026-09-21T14:13:19.250Z",
        features: { brightness: 0.5, camera: "left", night: true, contrast: null },
        output: "7",
        scores: { "7": 0.9, "1": 0.1 },
        tags: { site: "a", lane: 3 },
        traceId: "4BF92F3577B34DA6A3CE929D0E0E4736",
      }),
    );
    expect(response.status).toBe(200);
    expect(json(response)).toEqual({ accepted: 1, rejected: [] });
    expect(batches[0]?.predictions).toEqual([
      {
        id: "p1",
        model: "digits",
        version: "v2",
        time: now - 750,
        featuresNumber: new Map<string, number | null>([
          ["brightness", 0.5],
          ["contrast", null],
        ]),
        featuresText: new Map([
          ["camera", "left"],
          ["night", "true"],
        ]),
        outputText: "7",
        outputNumber: null,
        scores: new Map([
          ["1", 0.1],
          ["7", 0.9],
        ]),
        tags: new Map([
          ["site", "a"],
          ["lane", "3"],
        ]),
        traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      },
    ]);
  });

  it("an output that says it is a ranking is checked to be one; anything else is kept as before", async () => {
    const { intake, batches } = makeIntake();
    const told = { model: "m", output: { items: ["a", "b"], kind: "ranking" } };
    const other = { model: "m", output: { items: [], kind: "list" } };
    const bad = { model: "m", output: { kind: "ranking", items: "a" } };
    const long = { model: "m", output: { kind: "ranking", items: ["x".repeat(40_000)] } };
    const response = await send(intake, predictions, JSON.stringify([told, other, bad, long]));
    expect(batches[0]?.predictions?.map(({ outputText }) => outputText)).toEqual([
      '{"kind":"ranking","items":["a","b"]}',
      '{"items":[],"kind":"list"}',
    ]);
    expect(json(response)).toMatchObject({
      accepted: 2,
      rejected: [
        {
          index: 2,
          code: "bad-field",
          message: "output.items must be a list, in a ranking, got a string",
        },
        {
          index: 3,
          message: "output must be at most 32768 characters of JSON, got 40031 characters",
        },
      ],
    });
  });

  it("embeddings are kept short, as tags of their own, the same for the same numbers", async () => {
    const { intake, batches } = makeIntake();
    const image = Array.from({ length: 512 }, (_, place) => Math.cos(place));
    const body = {
      model: "m",
      output: 1,
      tags: { site: "a" },
      embeddings: { image, pair: [3, 4] },
    };
    await send(intake, predictions, JSON.stringify([body, body]));
    const [one, other] = batches[0]?.predictions ?? [];
    expect(one?.tags).toEqual(other?.tags);
    expect([...(one?.tags ?? [])].map(([name, value]) => [name, value.length])).toEqual([
      ["embedding:image", 128],
      ["embedding:pair", 128],
      ["site", 1],
    ]);
    expect(one?.tags.get("embedding:pair")).toBe(packEmbedding([0.6, 0.8]));
  });

  it.each([
    [[1, 2], "bad-field", "embeddings must be"],
    [{ image: "far" }, "bad-field", "embeddings.image must be a list of numbers"],
    [{ image: [1] }, "bad-field", "embeddings.image must be 2 to 4096 numbers, got 1"],
    [{ image: [1, null] }, "bad-field", "embeddings.image[1] must be a number, got null"],
    [
      Object.fromEntries(Array.from("abcdefghi", (name) => [name, [1, 2]])),
      "bad-field",
      "at most 8",
    ],
  ])("embeddings %j are refused: %s", async (embeddings, code, message) => {
    const { intake } = makeIntake();
    const response = await send(
      intake,
      predictions,
      JSON.stringify({ model: "m", output: 1, embeddings }),
    );
    expect(json(response)).toMatchObject({
      error: { code, message: expect.stringContaining(message) },
    });
  });

  it("log-probabilities of an output are kept as their sum and count", async () => {
    const { intake, batches } = makeIntake();
    const body = { model: "m", output: "yes", logProbabilities: [-0.5, -1, 0] };
    await send(intake, predictions, JSON.stringify([body, { ...body, logProbabilities: [] }]));
    const [one, other] = batches[0]?.predictions ?? [];
    expect([...(one?.tags ?? [])]).toEqual([["likelihood:output", "1.5 3"]]);
    expect(other?.tags.size).toBe(0);
  });

  it.each([
    ["-1", "logProbabilities must be a list of numbers"],
    [[-1, null], "logProbabilities[1] must be a number, got null"],
    [[-1, 0.5], "logProbabilities must be natural logarithms of probabilities, at most 0, got 0.5"],
    [Array(100_001).fill(-1), "at most 100000 entries"],
  ])("log-probabilities that are none are refused", async (logProbabilities, message) => {
    const { intake } = makeIntake();
    const body = { model: "m", output: "yes", logProbabilities };
    const response = await send(intake, predictions, JSON.stringify(body));
    expect(json(response)).toMatchObject({
      error: { code: "bad-field", message: expect.stringContaining(message) },
    });
  });

  it.each([
    [3.5, "", 3.5],
    ["cat", "cat", null],
    [true, "true", null],
    [{ a: [1] }, '{"a":[1]}', null],
    [[1, 2], "[1,2]", null],
  ])("output %j", async (output, outputText, outputNumber) => {
    const { intake, batches } = makeIntake();
    await send(intake, predictions, JSON.stringify({ model: "m", output }));
    expect(batches[0]?.predictions?.[0]).toMatchObject({ outputText, outputNumber });
  });

  it("arrays and NDJSON: bad rows are refused with their position, the others kept", async () => {
    const good = { model: "m", output: 1 };
    const rows = [
      good,
      { output: 1 },
      { model: "m" },
      { model: "m", output: 1, time: now + 3_600_000 },
      { model: "m", output: 1, features: { x: [1] } },
      7,
      good,
    ];
    const expected = [
      { index: 1, code: "missing-field" },
      { index: 2, code: "missing-field" },
      { index: 3, code: "time-out-of-range" },
      { index: 4, code: "bad-field" },
      { index: 5, code: "bad-field" },
    ];
    for (const [body, headers] of [
      [JSON.stringify(rows), {}],
      [rows.map((row) => JSON.stringify(row)).join("\n"), asLines],
    ] as const) {
      const { intake, batches } = makeIntake();
      const response = await send(intake, predictions, body, headers);
      expect(response.status).toBe(200);
      expect(json(response)).toMatchObject({ accepted: 2, rejected: expected });
      for (const { fix } of json(response).rejected) expect(fix).not.toBe("");
      expect(batches[0]?.predictions).toHaveLength(2);
      expect(intake.refusals.total()).toBe(5);
    }
  });

  it("a broken line of NDJSON costs only itself", async () => {
    const { intake } = makeIntake();
    const body = '{"model":"m","output":1}\n{"model":\n\n{"model":"m","output":2}\n';
    expect(json(await send(intake, predictions, body, asLines))).toMatchObject({
      accepted: 2,
      rejected: [{ index: 1, code: "bad-json", fix: "check the JSON at line 2, its end" }],
    });
  });

  it("all rows refused is 400 with the first reason", async () => {
    const { intake, batches } = makeIntake();
    const response = await send(intake, predictions, '[{"model":"m","output":1e999}]');
    expect(response.status).toBe(400);
    expect(json(response)).toMatchObject({ error: { code: "not-a-number" }, accepted: 0 });
    expect(batches).toEqual([]);
  });

  it("rows without id get one from the body: equal bodies give equal ids", async () => {
    const { intake, batches } = makeIntake();
    const body = '[{"model":"m","output":1},{"model":"m","output":1}]';
    await send(intake, predictions, body);
    await send(intake, predictions, body);
    await send(intake, predictions, body.replace("1", "2"));
    const ids = batches.map((batch) => batch.predictions?.map((row) => row.id));
    expect(ids[1]).toEqual(ids[0]);
    expect(new Set(ids.flat()).size).toBe(4);
  });

  it("a null joins the values its feature had before", async () => {
    const { intake, batches } = makeIntake();
    for (const city of ["Rome", null]) {
      const row = { model: "m", output: 1, features: { city, rooms: null } };
      await send(intake, predictions, JSON.stringify(row));
    }
    const row = batches[1]?.predictions?.[0];
    expect(row?.featuresText).toEqual(new Map([["city", null]]));
    expect(row?.featuresNumber).toEqual(new Map([["rooms", null]]));
  });

  it("names such as __proto__ are names like others", async () => {
    const { intake, batches } = makeIntake();
    const row = '{"model":"m","output":1,"features":{"__proto__":1,"constructor":2}}';
    await send(intake, predictions, row);
    expect([...(batches[0]?.predictions?.[0]?.featuresNumber ?? [])]).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ]);
  });

  it("any finite features come back as they were", async () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), value), async (features) => {
        const { intake, batches } = makeIntake();
        await send(intake, predictions, JSON.stringify({ model: "m", output: 0, features }));
        const row = batches[0]!.predictions![0]!;
        const read = {
          ...Object.fromEntries(row.featuresNumber),
          ...Object.fromEntries(row.featuresText),
        };
        const sent = Object.entries(features).map(([name, feature]) => [
          name,
          typeof feature === "boolean" ? String(feature) : feature,
        ]);
        expect(Object.entries(read).sort()).toEqual(JSON.parse(JSON.stringify(sent)).sort());
      }),
      { numRuns: 200 },
    );
  });
});

describe("labels", () => {
  it("of a kind are checked, and a list of relevant items has gains of 1", async () => {
    const { intake, batches } = makeIntake();
    const of = (label: unknown) => ({ id: "p", model: "m", label });
    const response = await send(
      intake,
      labels,
      JSON.stringify([
        of({ kind: "ranking", relevant: ["a"] }),
        of({ kind: "survival", time: 3, event: "yes" }),
      ]),
    );
    expect(batches[0]?.labels?.map(({ labelText }) => labelText)).toEqual([
      '{"kind":"ranking","relevant":{"a":1}}',
    ]);
    expect(json(response)).toMatchObject({
      rejected: [{ message: "label.event must be true or false, in a survival, got a string" }],
    });
  });

  it("numbers and texts are kept apart, id and model are needed", async () => {
    const { intake, batches } = makeIntake();
    const body = [
      { id: "1", model: "m", label: 2.5 },
      { id: 2, model: "m", label: "cat", time: now - 5 },
      { model: "m", label: "cat" },
    ];
    const response = await send(intake, labels, JSON.stringify(body));
    expect(json(response)).toMatchObject({ accepted: 2, rejected: [{ index: 2 }] });
    expect(batches[0]?.labels).toEqual([
      { id: "1", model: "m", labelText: "", labelNumber: 2.5, time: now },
      { id: "2", model: "m", labelText: "cat", labelNumber: null, time: now - 5 },
    ]);
  });
});

describe("feedback", () => {
  it("each kind is a model of its own; yes is 1, nothing said is yes, texts are kept", async () => {
    const { intake, batches } = makeIntake();
    const body = [
      { model: "m", id: "1", name: "conversion" },
      { model: "m", id: "2", name: "conversion", value: false, version: "3" },
      { model: "m", id: "3", name: "revenue", value: 12.5, time: now - 1 },
      { model: "m", id: "4", name: "answer", value: "edited" },
      { model: "m", id: "5" },
    ];
    const response = await send(intake, feedback, JSON.stringify(body));
    expect(json(response)).toMatchObject({ accepted: 4, rejected: [{ index: 4 }] });
    const told = batches[0]?.predictions?.map(({ model, version, outputNumber, outputText }) => [
      model,
      version,
      outputNumber ?? outputText,
    ]);
    expect(told).toEqual([
      ["m:conversion", "", 1],
      ["m:conversion", "3", 0],
      ["m:revenue", "", 12.5],
      ["m:answer", "", "edited"],
    ]);
    expect(batches[0]?.predictions?.[0]?.tags).toEqual(
      new Map([
        [feedbackTags.model, "m"],
        [feedbackTags.id, "1"],
      ]),
    );
  });
});

describe("changes", () => {
  const change = {
    kind: "deploy",
    component: "writer",
    version: "2",
    title: "Release 2",
    time: now,
  };

  it("a change told twice has one id", async () => {
    const { intake, batches } = makeIntake();
    await send(intake, changes, JSON.stringify(change));
    await send(intake, changes, JSON.stringify(change));
    const [first, second] = batches.map((batch) => batch.changes?.[0]);
    expect(first).toMatchObject({
      kind: "deploy",
      component: "writer",
      model: "",
      title: "Release 2",
    });
    expect(second?.id).toBe(first?.id);
  });

  it.each([
    [{ ...change, kind: "party" }, "bad-field"],
    [{ ...change, component: undefined }, "missing-field"],
    [{ ...change, title: undefined }, "missing-field"],
    [{ ...change, url: "javascript:alert(1)" }, "bad-field"],
    [{ ...change, time: "yesterday" }, "bad-field"],
  ])("%j is refused with %s", async (body, code) => {
    const { intake } = makeIntake();
    const response = await send(intake, changes, JSON.stringify(body));
    expect(response.status).toBe(400);
    expect(json(response).error.code).toBe(code);
  });
});
