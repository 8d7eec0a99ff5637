import { describe, expect, it } from "vitest";
import { drift, driftOfTables, judgeDrift } from "../../../src/measure/drift/judge-drift.ts";
import { findDriftOfColumns } from "../../../src/measure/drift/drift.ts";
import type { Column, Table } from "../../../src/model/column.ts";
import { render } from "../../../src/model/words/render.ts";
import { seededRandom } from "../../../src/stats/random.ts";

describe("the drift of numbers", () => {
  it("is none where nothing changed, at any size", () => {
    for (const n of [50, 1_000, 50_000]) {
      expect(drift(normals("a", n, 0), normals("b", n, 0)).verdict, `${n}`).toBe("none");
    }
  });

  it("is found and sized where the mean moves by half a deviation", () => {
    const found = drift(normals("a", 2_000, 0), normals("b", 2_000, 0.5));
    expect(found.verdict).toBe("drift");
    expect(found.test?.name).toBe("kolmogorov-smirnov");
    expect(found.effect?.name).toBe("wasserstein");
    expect(found.effect?.value).toBeCloseTo(0.5, 1);
  });

  it("stays slight for a shift that does not matter, however many rows show it", () => {
    const verdicts = [1_000, 200_000].map(
      (n) => drift(normals("c", n, 0), normals("d", n, 0.02)).verdict,
    );
    expect(verdicts).toEqual(["none", "slight"]);
  });

  it("is sized over the reference's deciles where outliers rule the deviation", () => {
    const heavy = (seed: string, factor: number): Column => {
      const random = seededRandom(seed);
      return numbers(
        "x",
        Array.from({ length: 3_000 }, () => factor * Math.exp(3 * random.normal())),
      );
    };
    const found = drift(heavy("e", 1), heavy("f", 3));
    expect(found.effect?.name).toBe("jensen-shannon");
    expect(found.verdict).toBe("drift");
  });

  it("with few different values is the drift of categories", () => {
    const few = (share: number): Column =>
      numbers(
        "x",
        Array.from({ length: 500 }, (_, i) => (i < 500 * share ? 1 : (i % 2) + 2)),
      );
    const found = drift(few(0.3), few(0.6));
    expect(found).toMatchObject({ kind: "categories", verdict: "drift" });
    expect(found.test?.name).toBe("chi-squared");
  });
});

describe("the drift of categories", () => {
  it("is tested by z for two categories, by Fisher for few rows, by chi-squared for more", () => {
    const two = (a: number, b: number): Column =>
      texts("x", [...Array<string>(a).fill("yes"), ...Array<string>(b).fill("no")]);
    expect(drift(two(500, 500), two(300, 700))).toMatchObject({
      verdict: "drift",
      test: { name: "z" },
    });
    expect(drift(two(18, 2), two(6, 6)).test?.name).toBe("fisher");
    const many = (shift: number): Column =>
      texts(
        "x",
        Array.from({ length: 2_000 }, (_, i) => `c${Math.floor((i % 100) ** 0.5) + shift}`),
      );
    const found = drift(many(0), many(2));
    expect(found.test?.name).toBe("chi-squared");
    // c10 and c11 hold i % 100 from 64 to 99.
    expect(found.unseenShare).toBeCloseTo(0.36, 9);
  });

  it("does not alarm on thousands of rare categories", () => {
    const ids = (seed: string): Column => {
      const random = seededRandom(seed);
      return texts(
        "x",
        Array.from({ length: 3_000 }, () => `id${random.integer(2_000)}`),
      );
    };
    expect(drift(ids("a"), ids("b")).verdict).not.toBe("drift");
  });
});

describe("missing values", () => {
  it("are tested apart from the values", () => {
    const half = (every: number): Column => {
      const random = seededRandom(`m${every}`);
      return numbers(
        "x",
        Array.from({ length: 2_000 }, (_, i) => (i % every === 0 ? Number.NaN : random.normal())),
      );
    };
    const found = drift(half(1_000), half(5));
    expect(found.verdict).toBe("drift");
    expect(found.pValue).toBeGreaterThan(0.05);
    expect(found.missing?.currentShare).toBeCloseTo(0.2, 9);
  });
});

describe("what cannot be tested", () => {
  it("is said with its reason: times, other types, too few rows", () => {
    const time: Column = { ...numbers("t", [1, 2, 3]), type: "time" };
    const words = texts("x", ["a", "b"]);
    const few = numbers("x", [1, 2, 3]);
    for (const [a, b] of [
      [time, time],
      [words, few],
      [few, few],
    ] as const) {
      const found = drift(a, b);
      expect(found.verdict).toBe("untested");
      expect(render(found.because, { lang: "en" })).toMatch(/^not tested/);
    }
    expect(drift(numbers("x", []), numbers("x", [])).verdict).toBe("untested");
  });
});

describe("the drift of tables", () => {
  const table = (seed: string, shifts: readonly number[]): Table => {
    const columns = shifts.map((shift, index) => ({
      ...normals(`${seed}${index}`, 300, shift),
      name: `f${index}`,
    }));
    return { rowCount: 300, columns };
  };

  it("is worst first, and an important column before a larger drift of an unimportant one", () => {
    const reference = table("r", [0, 0, 0]);
    const current = table("s", [0, 0.8, 1.5]);
    const names = (importance?: ReadonlyMap<string, number>): readonly string[] =>
      driftOfTables(reference, current, importance ? { importance } : {}).map(
        ({ column }) => column,
      );
    expect(names()).toEqual(["f2", "f1", "f0"]);
    const importance = new Map([
      ["f1", 1],
      ["f2", 0.1],
      ["f0", 1],
    ]);
    expect(names(importance)).toEqual(["f1", "f2", "f0"]);
  });

  it("keeps false drifts rare over 200 columns", () => {
    const none = Array.from({ length: 200 }, () => 0);
    const found = driftOfTables(table("u", none), table("v", none));
    expect(found.filter(({ verdict }) => verdict === "drift").length).toBeLessThanOrEqual(1);
  });

  it("says every reason in both languages", () => {
    const findings = [
      findDriftOfColumns(normals("a", 100, 0), normals("b", 100, 2)),
      findDriftOfColumns(texts("x", list(40, "a", "b", "c")), texts("x", list(40, "a", "d"))),
    ];
    for (const one of judgeDrift(findings)) {
      for (const reason of one.reasons) {
        for (const lang of ["en", "zh"] as const) {
          expect(render(reason, { lang })).not.toMatch(/[[?]/);
        }
      }
    }
  });
});

function list(n: number, ...values: readonly string[]): readonly string[] {
  return Array.from({ length: n }, (_, index) => values[index % values.length]!);
}

function normals(seed: string, n: number, shift: number): Column {
  const random = seededRandom(seed);
  return numbers(
    "x",
    Array.from({ length: n }, () => shift + random.normal()),
  );
}

function numbers(name: string, given: readonly number[]): Column & { type: "number" } {
  const values = Float64Array.from(given);
  const isNull = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0));
  return { name, type: "number", values, isNull, nullCount: isNull.filter(Boolean).length };
}

function texts(name: string, given: readonly string[]): Column {
  const dictionary = [...new Set(given)];
  const codes = Int32Array.from(given, (value) => dictionary.indexOf(value));
  return {
    name,
    type: "text",
    codes,
    dictionary,
    isNull: new Uint8Array(given.length),
    nullCount: 0,
  };
}
