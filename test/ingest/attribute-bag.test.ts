import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AttributeBag, AttributeList } from "../../src/ingest/attribute-bag.ts";

describe("a list of attributes", () => {
  it("answers as a map does, whatever is set, deleted and cut, short or long", () => {
    const step = fc.record({
      what: fc.constantFrom("set", "set", "set", "delete", "truncate"),
      name: fc.nat(60).map((number) => `name.${number}`),
      value: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const list = new AttributeList<number>();
        let map = new Map<string, number>();
        for (const { what, name, value } of steps) {
          if (what === "set") {
            list.set(name, value);
            map.set(name, value);
          } else if (what === "delete") {
            list.delete(name);
            map.delete(name);
          } else {
            const size = Math.abs(value) % 70;
            list.truncate(size);
            map = new Map([...map].slice(0, size));
          }
          expect(list.get(name)).toBe(map.get(name));
          expect(list.has(name)).toBe(map.has(name));
        }
        const entries: [string, number][] = [];
        list.forEach((value, name) => entries.push([name, value]));
        expect(entries).toEqual([...map]);
        expect(list.keys()).toEqual([...map.keys()]);
        expect(list.size).toBe(map.size);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a bag of attributes", () => {
  it("keeps texts and numbers apart, what is no finite number as text", () => {
    const bag = new AttributeBag();
    bag.addText("route", "/a");
    bag.addNumber("status", 200);
    bag.addNumber("ratio", Number.NaN);
    expect([bag.read("route"), bag.read("status"), bag.read("ratio")]).toEqual([
      "/a",
      "200",
      "NaN",
    ]);
    expect(bag.number.keys()).toEqual(["status"]);
    expect(bag.isTelling).toBe(false);
    expect(bag.textLengthMax).toBe(2);
  });

  it("cleared, it is as new", () => {
    const bag = new AttributeBag();
    bag.addText("gen_ai.request.model", "writer");
    expect(bag.isTelling).toBe(true);
    bag.clear();
    expect(bag.read("gen_ai.request.model")).toBeUndefined();
    expect([bag.isTelling, bag.textLengthMax, bag.text.size]).toEqual([false, 0, 0]);
  });
});
