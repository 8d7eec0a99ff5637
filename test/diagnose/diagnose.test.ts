import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import type { Measurement } from "../../src/model/measurement.ts";
import { wordTables } from "../../src/model/words/catalog.ts";
import type { WordTable } from "../../src/model/words/table.ts";
import { makeCase, type Fault } from "./case.ts";

const seeds = Array.from({ length: 50 }, (_, index) => index);

const planted: readonly Fault[] = [
  "bad-version",
  "blur",
  "null-feature",
  "cpu-starvation",
  "slow-dependency",
  "prompt-format",
  "overload",
];

describe("diagnose names the planted cause", () => {
  it.each(planted)("%s: first cause right in at least 48 of 50 seeds", (fault) => {
    const wrong: string[] = [];
    for (const seed of seeds) {
      const { file, truth } = makeCase(fault, seed);
      const first = diagnose(file).causes[0];
      const isRight =
        first !== undefined &&
        first.kind === truth?.kind &&
        first.component.kind === truth.component.kind &&
        first.component.name === truth.component.name &&
        (truth.version === undefined || first.version === truth.version) &&
        (truth.detail === undefined || first.detail === truth.detail);
      if (!isRight) wrong.push(`seed ${seed}: ${first?.id} ${first?.confidence.toFixed(2)}`);
    }
    expect(wrong.length, wrong.join("\n")).toBeLessThanOrEqual(2);
  });
});

describe("diagnose says unknown where nothing was planted", () => {
  it.each(["nothing", "nothing-with-deploy"] as const)("%s", (fault) => {
    const blamed: string[] = [];
    for (const seed of seeds) {
      const { causes } = diagnose(makeCase(fault, seed).file);
      const first = causes[0];
      if (first?.kind !== "unknown") blamed.push(`seed ${seed}: ${first?.id} ${first?.confidence}`);
    }
    expect(blamed.length, blamed.join("\n")).toBeLessThanOrEqual(2);
  });
});

describe("a diagnosis", () => {
  const faults: readonly Fault[] = [...planted, "nothing", "nothing-with-deploy"];
  const cases = faults.flatMap((fault) => [0, 1, 2, 3].map((seed) => makeCase(fault, seed).file));

  it("has shares that add to 1 with something else", () => {
    for (const file of cases) {
      const { causes, somethingElse } = diagnose(file);
      const sum = causes.reduce((total, { confidence }) => total + confidence, somethingElse);
      expect(sum).toBeCloseTo(1, 9);
    }
  });

  it("speaks whole sentences in both languages", () => {
    const words: WordTable = Object.assign({}, ...wordTables.map((table) => table.words));
    for (const file of cases) {
      const found = diagnose(file);
      const evidence = found.causes.flatMap((cause) => [
        ...cause.evidenceFor,
        ...cause.evidenceAgainst,
      ]);
      const messages = [
        found.headline,
        ...found.ruledOut,
        ...evidence.map(({ statement }) => statement),
        ...found.causes.map(({ statement }) => statement),
      ];
      for (const { code, params } of messages) {
        expect(words[code], code).toBeDefined();
        for (const text of [words[code]!.en, words[code]!.zh]) {
          for (const [, place] of text.matchAll(/\{(\w+)/g))
            expect(params, code).toHaveProperty(place!);
        }
      }
    }
  });

  it("gives every piece of evidence an id of its own", () => {
    for (const file of cases) {
      const ids = diagnose(file).causes.flatMap((cause) =>
        [...cause.evidenceFor, ...cause.evidenceAgainst].map(({ id }) => id),
      );
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it("marks the cause on the map, and its callers as affected", () => {
    const { map } = diagnose(makeCase("slow-dependency", 1).file);
    const stateOf = (name: string) => map.components.find((node) => node.name === name)?.state;
    expect(stateOf("retriever")).toBe("cause");
    expect(stateOf("writer-api")).toBe("affected");
  });

  it("is unknown, and does not throw, on a case without any telemetry", () => {
    const { file } = makeCase("blur", 1);
    const empty: CaseFile = {
      ...file,
      models: [],
      changes: [],
      measurementsBefore: [],
      measurementsDuring: [],
      measurementsOverTime: [],
      resources: [],
      edges: [],
    };
    expect(diagnose(empty).causes[0]?.kind).toBe("unknown");
  });

  it("blames the deepest failing dependency on the path of calls", () => {
    const { file } = makeCase("slow-dependency", 3);
    const deeper = (rows: readonly Measurement[], factor: number): Measurement[] =>
      rows
        .filter(({ slice, subject }) => slice.peer === "retriever" && subject.kind === "service")
        .map((row) => ({
          ...row,
          subject: { kind: "service", service: "retriever" },
          slice: { peer: "vector-db" },
          value: row.value === null ? null : row.value * factor,
        }));
    const first = diagnose({
      ...file,
      measurementsBefore: [...file.measurementsBefore, ...deeper(file.measurementsBefore, 0.9)],
      measurementsDuring: [...file.measurementsDuring, ...deeper(file.measurementsDuring, 0.9)],
      edges: [
        ...file.edges,
        {
          caller: { kind: "dependency", name: "retriever" },
          callee: { kind: "dependency", name: "vector-db" },
        },
      ],
    }).causes[0];
    expect(first?.component).toEqual({ kind: "dependency", name: "vector-db" });
  });
});
