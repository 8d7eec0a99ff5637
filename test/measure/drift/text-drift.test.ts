import { describe, expect, it } from "vitest";
import { judgeTextDrift } from "../../../src/measure/drift/judge-text-drift.ts";
import { drawnColumns, packTexts } from "../../../src/measure/drift/text-columns.ts";
import { driftDefaults } from "../../../src/model/drift-report.ts";
import type { DrawnTexts } from "../../../src/model/drawn-texts.ts";
import { packEmbedding } from "../../../src/model/packed-embedding.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const money = ["refund", "invoice", "card", "charge", "payment", "receipt", "price", "bill"];
const travel = ["flight", "hotel", "seat", "airport", "luggage", "ticket", "gate", "train"];

/** Questions of eight words, a share of them of the second list. */
function questions(count: number, share: number, seed: string): readonly DrawnTexts[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const words = random.uniform() < share ? travel : money;
    const text = Array.from({ length: 8 }, () => words[random.integer(8)]).join(" ");
    return { texts: new Map([["prompt", `${text} ${index}`]]), embeddings: new Map() };
  });
}

const columnOf = (drawn: readonly DrawnTexts[]) => {
  const [column] = drawnColumns(drawn);
  return { kind: "text" as const, rows: packTexts(column?.rows ?? []) };
};

const judged = (share: number, seed: string) =>
  judgeTextDrift(
    {
      column: "prompt",
      reference: columnOf(questions(400, 0.1, `reference ${seed}`)),
      current: columnOf(questions(400, share, `current ${seed}`)),
      columns: 2,
    },
    driftDefaults,
  );

describe("drift of texts", () => {
  it("is seen where people write about other things", () => {
    const found = judged(0.6, "a");
    expect(found).toMatchObject({ kind: "text", rows: 400, referenceRows: 400, verdict: "drift" });
    expect(found.value).toBeGreaterThan(0.35);
    expect(found.standardError).toBeGreaterThan(0);
  });

  // Two columns at 1 %: 0.5 % of the pairs, at most 4 of 100 by chance of less than 1 in 1,000.
  it("is not seen where they do not", () => {
    const alarms = Array.from({ length: 100 }, (_, seed) => judged(0.1, String(seed)));
    expect(alarms.filter(({ verdict }) => verdict !== "none").length).toBeLessThanOrEqual(4);
  });

  it("is not judged with fewer than 50 texts on a side", () => {
    const [reference, current] = [
      columnOf(questions(400, 0, "r")),
      columnOf(questions(49, 1, "c")),
    ];
    const found = judgeTextDrift(
      { column: "prompt", reference, current, columns: 1 },
      driftDefaults,
    );
    expect(found).toMatchObject({ value: null, standardError: null, verdict: "untested" });
  });
});

describe("columns of text", () => {
  const rows = Array.from({ length: 120 }, (_, index): DrawnTexts => {
    const texts = new Map([
      ["comment", `words of person ${index}`],
      ["plan", index % 2 === 0 ? "basic" : "gold"],
      ["session_id", `s${index}`],
      ["answer", "always the same"],
    ]);
    return { texts, embeddings: new Map([["image", packEmbedding([index / 120, 1])]]) };
  });

  it("are free texts, what is said, and embeddings; not categories or identifiers", () => {
    expect(drawnColumns(rows).map(({ name, kind }) => [name, kind])).toEqual([
      ["answer", "text"],
      ["comment", "text"],
      ["image", "embedding"],
    ]);
  });

  it("know nothing of personal data", () => {
    const told = (mail: string) => [
      { texts: new Map([["prompt", `write to ${mail} soon`]]), embeddings: new Map() },
    ];
    expect(columnOf(told("ann.lee@example.com"))).toEqual(columnOf(told("bob@example.org")));
  });
});
