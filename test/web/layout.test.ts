import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ComponentEdge, ComponentRef } from "../../src/model/component.ts";
import { frameOf } from "../../src/web/map/frame.ts";
import { componentId, layOut } from "../../src/web/map/layout.ts";

const node = (name: string): ComponentRef => ({ kind: "serving", name });
const needs = (caller: string, callee: string): ComponentEdge => ({
  caller: node(caller),
  callee: node(callee),
});
const ids = (...names: string[]): string[] => names.map((name) => componentId(node(name)));

describe("layOut", () => {
  it("what is needed stands before what needs it", () => {
    const layout = layOut(ids("web", "model", "store"), [
      needs("web", "model"),
      needs("model", "store"),
      needs("web", "store"),
    ]);
    expect(layout.nodes.map(({ layer }) => layer)).toEqual([2, 1, 0]);
  });

  it("an edge over a layer has a place of its own in it, so it crosses no node", () => {
    const layout = layOut(ids("web", "model", "store"), [
      needs("web", "model"),
      needs("model", "store"),
      needs("web", "store"),
    ]);
    const long = layout.edges.find((edge) => edge.via.length > 0);
    const model = layout.nodes.find(({ id }) => id === "serving/model");
    expect(long?.via).toHaveLength(1);
    expect(long?.via[0]?.layer).toBe(model?.layer);
    expect(long?.via[0]?.order).not.toBe(model?.order);
    expect(layout.sizes).toEqual([1, 2, 1]);
  });

  it("a circle of calls still has a layout", () => {
    const layout = layOut(ids("a", "b"), [needs("a", "b"), needs("b", "a")]);
    expect(layout.nodes).toHaveLength(2);
  });

  it("any graph: every node once, no two on one place, equal input gives equal output", () => {
    const names = fc.uniqueArray(fc.constantFrom(..."abcdefghij"), { minLength: 1 });
    const graph = names.chain((all) =>
      fc.record({
        all: fc.constant(all),
        edges: fc.array(fc.tuple(fc.constantFrom(...all), fc.constantFrom(...all)), {
          maxLength: 25,
        }),
      }),
    );
    fc.assert(
      fc.property(graph, ({ all, edges }) => {
        const input = edges.map(([caller, callee]) => needs(caller, callee));
        const layout = layOut(ids(...all), input);
        const places = layout.nodes.map(({ layer, order }) => `${layer} ${order}`);
        expect(layout.nodes).toHaveLength(all.length);
        expect(new Set(places).size).toBe(all.length);
        expect(layOut(ids(...all), input)).toEqual(layout);
      }),
    );
  });
});

describe("frameOf", () => {
  const layout = layOut(ids("web", "model", "store"), [
    needs("web", "model"),
    needs("model", "store"),
  ]);

  it.each([320, 390, 600, 1200])("every node lies within %d pixels", (width) => {
    const frame = frameOf(layout, width);
    for (const placed of layout.nodes) {
      const { x, y } = frame.place(placed);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + frame.nodeWidth).toBeLessThanOrEqual(width + 0.001);
      expect(y + 44).toBeLessThanOrEqual(frame.height + 0.001);
    }
  });

  it("an edge to what is not on the map is not drawn", () => {
    expect(
      frameOf(layout, 600).path({ callee: "serving/gone", caller: "serving/web", via: [] }),
    ).toBe("");
  });
});
