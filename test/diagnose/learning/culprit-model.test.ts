import { describe, expect, it } from "vitest";
import type { AlertSign, LabelledAlertCase } from "../../../src/diagnose/learning/alert-case.ts";
import { serviceOfInstance } from "../../../src/diagnose/learning/alert-case.ts";
import { learnCulprits, rankCulprits } from "../../../src/diagnose/learning/culprit-model.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const components = ["web-0", "web-1", "cart-0", "db-0"];
const metric = (component: string, name: string, change: string): AlertSign => ({
  source: "metric",
  component,
  name,
  change,
  caller: "",
});

/** The culprit's processor or memory is high; latency rises anywhere. */
function incidents(count: number): readonly LabelledAlertCase[] {
  const random = seededRandom("incidents");
  return Array.from({ length: count }, () => {
    const culprit = components[random.integer(components.length)]!;
    const kind = random.uniform() < 0.5 ? "cpu" : "memory";
    const noise = components
      .filter(() => random.uniform() < 0.6)
      .map((name) => metric(name, "latency", "up"));
    return { components, signs: [...noise, metric(culprit, kind, "up")], culprit, kind };
  });
}

describe("the culprit model", () => {
  it("learns which sign names the culprit and its kind, beside alerts that are everywhere", () => {
    const model = learnCulprits(incidents(60));
    for (const kind of ["cpu", "memory"]) {
      const signs = [
        ...components.map((name) => metric(name, "latency", "up")),
        metric("cart-0", kind, "up"),
      ];
      const [first] = rankCulprits(model, { components, signs });
      expect(first).toMatchObject({ component: "cart-0", kind });
    }
  });

  it("gives shares that add to one", () => {
    const model = learnCulprits(incidents(20));
    const ranked = rankCulprits(model, { components, signs: [] });
    expect(ranked.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it("believes all alike when it learned nothing", () => {
    const model = learnCulprits([]);
    expect(rankCulprits(model, { components, signs: [] }).map(({ share }) => share)).toEqual([
      0.25, 0.25, 0.25, 0.25,
    ]);
  });

  it("knows a replica's service by its name", () => {
    expect(
      ["orders-1", "orders-5d9c7bd8b9-x2x7k", "orders-db", "orders"].map(serviceOfInstance),
    ).toEqual(["orders", "orders", "orders-db", "orders"]);
  });
});
