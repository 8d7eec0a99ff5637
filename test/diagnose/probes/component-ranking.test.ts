import { describe, expect, it } from "vitest";
import { componentRanking } from "../../../src/diagnose/probes/component-ranking.ts";
import { makeCase } from "../case.ts";

const seeds = Array.from({ length: 20 }, (_, seed) => seed);

describe("the ranking of components", () => {
  it("speaks for the planted shortage, and names no cause of its own", () => {
    for (const seed of seeds) {
      const { file, truth } = makeCase("cpu-starvation", seed);
      for (const { kind, component, evidence } of componentRanking.probe(file).findings) {
        if (kind !== "resource" || component.name !== truth?.component.name) continue;
        for (const { weight } of evidence) expect(weight).toBeGreaterThan(0);
      }
    }
  });

  it("is silent where nothing runs short and no peer fails", () => {
    for (const seed of seeds) {
      const { findings } = componentRanking.probe(makeCase("nothing", seed).file);
      expect(findings.length).toBeLessThanOrEqual(1);
    }
  });
});
