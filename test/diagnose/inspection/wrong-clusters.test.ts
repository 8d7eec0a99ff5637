import { describe, expect, it } from "vitest";
import { wrongClusters } from "../../../src/diagnose/inspection/wrong-clusters.ts";
import { codeNumbers, codeTexts } from "../../../src/diagnose/slices/coded-table.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const rowCount = 2_000;
const random = seededRandom("wrong clusters");
const draw = (): readonly number[] => Array.from({ length: rowCount }, () => random.uniform());
const brightness = draw();
const size = draw();
const chance = draw();
const camera = draw().map((value) => (value < 0.4 ? "2" : "1"));
const table = {
  rowCount,
  columns: [
    codeTexts("camera", camera),
    codeNumbers("brightness", brightness),
    codeNumbers("size", size),
  ],
};
const rowsWhere = (isWrong: (row: number) => boolean) =>
  Uint8Array.from({ length: rowCount }, (_, row) => (isWrong(row) ? 1 : 0));

describe("clusters of wrong rows", () => {
  it("are told by attribute and range, ranges in one piece", () => {
    const wrong = rowsWhere(
      (row) => camera[row] === "2" && brightness[row]! < 0.375 && chance[row]! < 0.8,
    );
    const [first, ...more] = wrongClusters({ table, wrong }, 4);
    expect(more).toEqual([]);
    expect(first?.predicates[0]).toEqual({ column: "camera", value: "2" });
    // Eighths of the rows: the edge of the third lies near 0.375.
    expect(first?.predicates[1]).toMatchObject({ column: "brightness" });
    expect(first?.predicates[1]?.value).toMatch(/^<= 0\.(36|37|38|39)/);
    const held = first!.wrong.length / wrong.reduce((sum, one) => sum + one, 0);
    expect(held).toBeGreaterThan(0.95);
    expect(first!.right).toBeLessThan(0.15 * rowCount);
  });

  it("are several where wrong rows lie in several places", () => {
    const wrong = rowsWhere(
      (row) =>
        (camera[row] === "2" && brightness[row]! < 0.25 && chance[row]! < 0.9) ||
        (size[row]! > 0.875 && chance[row]! < 0.7),
    );
    const names = wrongClusters({ table, wrong }, 4).map(({ predicates }) =>
      predicates.map(({ column }) => column),
    );
    expect(names).toContainEqual(["camera", "brightness"]);
    expect(names.flat()).toContain("size");
  });

  it("are none where rows are wrong by chance, all are, or none is", () => {
    expect(wrongClusters({ table, wrong: rowsWhere((row) => chance[row]! < 0.2) }, 4)).toEqual([]);
    expect(wrongClusters({ table, wrong: rowsWhere(() => true) }, 4)).toEqual([]);
    expect(wrongClusters({ table, wrong: rowsWhere(() => false) }, 4)).toEqual([]);
    expect(
      wrongClusters({ table: { rowCount: 0, columns: [] }, wrong: new Uint8Array(0) }, 4),
    ).toEqual([]);
  });
});
