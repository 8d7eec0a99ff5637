import { describe, expect, it } from "vitest";
import type { ComponentEdge } from "../../src/model/component.ts";
import { knownEdges } from "../../src/pipeline/known-edges.ts";

const edge = (caller: string, callee: string): ComponentEdge => ({
  caller: { kind: "serving", name: caller },
  callee: { kind: "dependency", name: callee },
});
// The other methods of a store are not called.
const store = { componentEdges: () => Promise.resolve([edge("web", "model")]) } as never;
const window = { start: 0, end: 1 };

describe("who needs whom", () => {
  it("is what spans show and what people declare, each edge once", async () => {
    const settings = { edges: [edge("web", "model"), edge("model", "gpu-1")] };
    expect(await knownEdges({ store, settings }, "default", window)).toEqual([
      edge("web", "model"),
      edge("model", "gpu-1"),
    ]);
  });

  it("is what spans show where nobody declares anything", async () => {
    const found = await knownEdges({ store, settings: {} }, "default", window);
    expect(found).toEqual([edge("web", "model")]);
  });
});
