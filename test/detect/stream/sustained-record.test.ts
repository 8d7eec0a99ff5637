import { describe, expect, it } from "vitest";
import {
  isSustainedRecord,
  newSustainedRecord,
} from "../../../src/detect/stream/sustained-record.ts";

/** Indices at which the last three deviations are a record. */
function records(deviations: readonly number[]): number[] {
  const record = newSustainedRecord();
  return deviations.flatMap((deviation, index) =>
    isSustainedRecord(record, deviation) ? [index] : [],
  );
}

describe("sustained record", () => {
  it("takes three values in a row on one side, and no spike", () => {
    expect(records([0, 1, -1, 4, 4, 4, 4])).toEqual([5]);
    expect(records([-4, -4, -4])).toEqual([2]);
    expect(records([0, 40, 0, 40, 40, 0])).toEqual([]);
    expect(records([4, 4, -4, 4, -4])).toEqual([]);
  });

  it("takes a series that strays as far again for usual, each side for itself", () => {
    const stray = [3.5, 3.5, 3.5, 0, 0];
    expect(records([...stray, 5, 5, 5])).toEqual([2]);
    expect(records([...stray, 6, 6, 6])).toEqual([2, 7]);
    expect(records([...stray, -3.5, -3.5, -3.5])).toEqual([2, 7]);
  });

  it("needs a mean of three deviations", () => {
    expect(records([2.5, 2.5, 2.5])).toEqual([]);
    expect(records([2.5, 2.5, 4.1])).toEqual([2]);
  });
});
