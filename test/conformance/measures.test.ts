import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measures, seriesNames } from "../../src/measure/catalog.ts";
import type { MeasureContext } from "../../src/measure/measure.ts";
import { modelTasks } from "../../src/model/measurement.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import type { SummaryKind, SummaryRows } from "../../src/model/summary.ts";
import { measureWords } from "../../src/model/words/measure.ts";
import { emptyRows, noQuantiles, outcomeOf, plainContext } from "../measure/summary-rows.ts";

const unitSuffix: { readonly [unit: string]: string } = {
  ratio: "_ratio",
  ms: "_ms",
  "1/s": "_per_second",
  tokens: "_tokens",
  USD: "_usd",
  "1": "",
};

const whole = fc.nat(40);
const anyNumber = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, 1e308, 5e-324));
const moments = fc.record({
  count: whole,
  sum: anyNumber,
  squareSum: anyNumber,
  min: fc.constant(null),
  max: fc.constant(null),
});
const maybe = fc.option(anyNumber);
const quantiles = fc.record({
  count: whole,
  p50: maybe,
  p95: maybe,
  p50Low: maybe,
  p95High: maybe,
});
const about = fc.record({ window: fc.nat(2), version: fc.constantFrom("", "v1") });
const names = fc.constantFrom("a", "b", "");

const sums = fc.record({ count: whole, sum: anyNumber, squareSum: anyNumber });
const share = fc.record({ seen: whole, of: whole });
const numbers = (max: number) => fc.array(anyNumber, { maxLength: max });
const edges = fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber);
const boxes = fc.array(fc.record({ class: names, box: edges, score: anyNumber }), { maxLength: 3 });
const judgedRows = [
  fc.record({
    output: fc.record({
      kind: fc.constant("ranking"),
      items: fc.array(names),
      groups: fc.array(names),
      popularity: numbers(3),
      catalog: fc.nat(3),
    }),
    label: fc.record({ kind: fc.constant("ranking"), relevant: fc.dictionary(names, anyNumber) }),
  }),
  fc.record({
    output: fc.record({ kind: fc.constant("detection"), boxes }),
    label: fc.record({ kind: fc.constant("detection"), boxes }),
  }),
  fc.record({
    output: fc.record({
      kind: fc.constant("forecast"),
      values: numbers(4),
      low: numbers(4),
      high: numbers(4),
      history: numbers(4),
      season: fc.nat(3),
    }),
    label: fc.record({ kind: fc.constant("forecast"), values: numbers(4) }),
  }),
  fc.record({
    output: fc.record({
      kind: fc.constant("survival"),
      risk: anyNumber,
      survival: fc.dictionary(fc.constantFrom("1", "2"), anyNumber),
    }),
    label: fc.record({ kind: fc.constant("survival"), time: anyNumber, event: fc.boolean() }),
  }),
];

// Rows as no sound store would send them: measures must stand them.
const anyRow: { readonly [Kind in SummaryKind]: fc.Arbitrary<object> } = {
  predictions: fc.record({
    count: whole,
    formatChecked: whole,
    formatValid: whole,
    outputNumber: moments,
    outputs: fc.array(fc.tuple(names, whole)).map((entries) => new Map(entries)),
  }),
  features: fc.record({
    feature: names,
    count: whole,
    nulls: whole,
    moments,
    histogram: fc.array(whole, { maxLength: 4 }),
  }),
  "feature-profiles": fc.record({ count: whole }),
  outcomes: fc.record({
    predictions: whole,
    labelled: whole,
    confusion: fc
      .array(
        fc.tuple(
          names,
          fc.array(fc.tuple(names, whole)).map((entries) => new Map(entries)),
        ),
      )
      .map((entries) => new Map(entries)),
    scores: fc.array(fc.record({ score: anyNumber, positive: whole, negative: whole })),
    regression: fc.option(
      fc.record({
        count: whole,
        labelSum: anyNumber,
        labelSquareSum: anyNumber,
        errorSum: anyNumber,
        errorSquareSum: anyNumber,
        errorFourthSum: anyNumber,
        absoluteErrorSum: anyNumber,
        overSquareSum: anyNumber,
        shareCount: whole,
        shareSum: anyNumber,
        shareSquareSum: anyNumber,
        symmetricSum: anyNumber,
        symmetricSquareSum: anyNumber,
      }),
    ),
  }),
  slices: fc.record({
    feature: names,
    bin: fc.integer({ min: -2, max: 3 }),
    isClass: fc.boolean(),
    count: whole,
    lossSum: anyNumber,
    lossSquareSum: anyNumber,
  }),
  confidence: fc.record({
    part: fc.constantFrom("current", "labelled", "reference"),
    output: names,
    step: fc.nat(65),
    count: whole,
    hits: whole,
    recent: whole,
  }),
  estimates: fc.record({
    covered: whole,
    scores: fc.array(
      fc.record({
        measure: fc.constantFrom("mae", "mse"),
        value: anyNumber,
        standardError: fc.nat(9),
      }),
    ),
    loss: fc.option(
      fc.record({ value: anyNumber, standardError: fc.nat(9), isAwaited: fc.boolean() }),
    ),
    isDrifting: fc.option(fc.boolean()),
  }),
  drift: fc.record({
    rows: whole,
    tested: whole,
    columns: fc.array(
      fc.record({ verdict: fc.constantFrom("drift", "slight", "none", "untested") }),
    ),
  }),
  "llm-answers": fc.record({
    signs: fc.record({
      refusal: share,
      empty: share,
      truncated: share,
      otherLanguage: share,
      rude: share,
      personalData: share,
      repetition: sums,
      groundedness: sums,
      groundedNumbers: sums,
    }),
    likelihoods: fc.array(fc.record({ surprise: anyNumber, tokens: whole })),
  }),
  "judged-outputs": fc.record({
    predictions: whole,
    labelled: whole,
    rows: fc.array(fc.oneof(...judgedRows)),
    searches: fc.array(fc.record({ retrieved: fc.array(names), relevant: fc.array(names) })),
    texts: fc.array(
      fc.record({
        exactMatch: anyNumber,
        tokenF1: anyNumber,
        rougeL: anyNumber,
        bleu: numbers(10),
        chrf: numbers(18),
      }),
    ),
  }),
  rows: fc.record({
    predictions: whole,
    rows: whole,
    age: fc.option(whole),
    repeated: fc.option(share.map(({ seen, of }) => ({ seen: Math.min(seen, of), of }))),
    schema: fc.option(
      fc.record({
        changes: fc.array(fc.record({ feature: names })),
        mistypedRows: fc.constant(0),
      }),
    ),
    correlation: fc.option(
      fc.record({
        change: fc.option(
          fc.record({
            before: fc.double({ min: -1, max: 1, noNaN: true }),
            now: fc.double({ min: -1, max: 1, noNaN: true }),
            standardError: fc.double({ min: 0, max: 1, noNaN: true }),
          }),
        ),
      }),
    ),
    spreads: fc.array(
      fc.record({
        part: fc.constantFrom("feature", "output", "score"),
        name: names,
        count: whole,
        quantiles: fc.array(
          fc.record({
            level: fc.constantFrom("p05", "p50", "p95"),
            value: anyNumber,
            standardError: fc.option(fc.double({ min: 0, max: 1e9 })),
          }),
          { maxLength: 3 },
        ),
        mean: fc.record({
          value: anyNumber,
          standardError: fc.oneof(fc.constant(NaN), fc.double({ min: 0, max: 1e9 })),
        }),
      }),
    ),
    outlying: fc.option(share.map(({ seen, of }) => ({ seen: Math.min(seen, of), of }))),
    ages: fc.array(fc.record({ feature: names, ageMs: whole, count: whole })),
    outputs: fc.array(
      fc.record({
        part: fc.constantFrom("output", "score", "label"),
        class: names,
        rows: whole,
        distance: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        standardError: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        verdict: fc.constantFrom("drift", "slight", "none", "untested"),
      }),
    ),
  }),
  "text-drift": fc.record({
    columns: fc.array(
      fc.record({
        column: names,
        kind: fc.constantFrom("text", "embedding"),
        rows: whole,
        referenceRows: whole,
        value: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        standardError: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        verdict: fc.constantFrom("drift", "slight", "none", "untested"),
      }),
    ),
  }),
  spans: fc.record({ count: whole, errors: whole, peer: names, durationMs: quantiles }),
  "llm-calls": fc.record({
    count: whole,
    errors: whole,
    durationMs: quantiles,
    timeToFirstTokenMs: quantiles,
    inputTokens: moments,
    outputTokens: moments,
    costUsd: moments,
    formatChecked: whole,
    formatValid: whole,
    injectionChecked: whole,
    injectionSuspected: whole,
  }),
};

const context: MeasureContext = {
  ...plainContext,
  positiveClasses: new Map([["m", "a"]]),
  references: new Map([
    [
      "m",
      new Map([
        [
          "a",
          {
            model: "m",
            feature: "a",
            bins: { type: "number", edges: [0] },
            histogram: [5, 7],
            count: 12,
            nulls: 0,
            importance: null,
          },
        ],
      ]),
    ],
  ]),
};

describe.each(measures.map((measure) => [measure.name, measure] as const))("%s", (_, measure) => {
  const { values } = resolveSettings(measure.settings);
  const rowsOf = fc.array(
    fc.tuple(about, anyRow[measure.needs]).map(([where, row]) => {
      const base = emptyRows[measure.needs];
      const filled = Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          name.endsWith("Ms") ? { ...noQuantiles, ...value } : value,
        ]),
      );
      return { ...base, ...filled, ...where } as SummaryRows[SummaryKind];
    }),
    { maxLength: 5 },
  );

  it("is deterministic, leaves its input alone and never throws, whatever the rows", () => {
    fc.assert(
      fc.property(rowsOf, fc.constantFrom(undefined, ...modelTasks), (rows, task) => {
        const known = task ? { ...context, tasks: new Map([["m", task]]) } : context;
        const before = structuredClone(rows);
        const found = measure.measure(rows, values, known);
        expect(measure.measure(rows, values, known)).toEqual(found);
        expect(rows).toEqual(before);
        for (const one of found) {
          expect(one.measure).toBe(measure.name);
          expect(one.subject.kind).toBe(measure.subject);
          expect(one.value === null || Number.isFinite(one.value)).toBe(true);
          expect(one.standardError === null || one.standardError >= 0).toBe(true);
          expect(one.labelCoverage).toBeGreaterThanOrEqual(0);
          expect(one.labelCoverage).toBeLessThanOrEqual(1);
          if (one.slice.version !== undefined) expect(one.slice.version).not.toBe("");
        }
      }),
      { numRuns: 60 },
    );
  });

  it("says nothing of no rows, and null, never 0, where nothing can be said", () => {
    expect(measure.measure([], values, context)).toEqual([]);
    for (const one of measure.measure([emptyRows[measure.needs]], values, context)) {
      if (one.value !== null) expect(["1/s", "USD"]).toContain(measure.unit);
      expect(one.count).toBe(0);
    }
  });

  it("is documented: summary, source, unit, settings, name in two languages", () => {
    expect(measure.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(measure.summary).toMatch(/^[A-Z].{15,}\.$/s);
    expect(measure.source.length).toBeGreaterThan(20);
    expect(measure.source).toContain("tandard error");
    const suffix = unitSuffix[measure.unit];
    expect(suffix, `unit ${measure.unit}`).toBeDefined();
    const stem = `aceso_${measure.name.replaceAll("-", "_")}`;
    expect(measure.series).toBe(stem.endsWith(suffix!) ? stem : stem + suffix);
    for (const setting of Object.values(measure.settings)) {
      expect(setting.meaning.length).toBeGreaterThan(20);
    }
    if (measure.subject === "model") expect(measure.tasks.length).toBeGreaterThan(0);
    expect(Object.keys(measureWords)).toContain(`measure.${measure.name}`);
  });
});

describe("the catalogue", () => {
  it("names each measure and each series once and is frozen", () => {
    expect(new Set(measures.map(({ name }) => name)).size).toBe(measures.length);
    expect(new Set(seriesNames.values()).size).toBe(measures.length);
    expect(Object.isFrozen(measures)).toBe(true);
    const named = measures.map(({ name }) => `measure.${name}`);
    expect(Object.keys(measureWords).toSorted()).toEqual(named.toSorted());
  });
  it("waits with label measures until labels or the horizon have come", () => {
    const quality = measures.filter(({ needs }) => needs === "outcomes");
    expect(quality.length).toBeGreaterThan(9);
    const half = outcomeOf([["a", "a"]], { predictions: 2 });
    for (const measure of quality) {
      const { values } = resolveSettings(measure.settings);
      for (const one of measure.measure([half], values, { ...plainContext, now: 60_000 })) {
        expect(one.settled, measure.name).toBe(false);
      }
    }
    const accuracy = measures.find(({ name }) => name === "accuracy")!;
    const at = (now: number) => accuracy.measure([half], {}, { ...plainContext, now })[0]!;
    expect(at(60_000)).toMatchObject({ labelCoverage: 0.5, settled: false });
    expect(at(659_999).settled).toBe(false);
    expect(at(660_000).settled).toBe(true);
  });
});
