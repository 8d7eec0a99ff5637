import { describe, expect, it } from "vitest";
import type { CaseFile, ToldVersion } from "../../../src/diagnose/probe.ts";
import { versionContents } from "../../../src/diagnose/probes/version-contents.ts";
import { versionSwitches } from "../../../src/diagnose/version-switch.ts";
import type { ModelSummary } from "../../../src/model/model-summary.ts";
import { makeCase } from "../case.ts";

// A seed whose switch is visible in the rows by version.
const seed = Array.from({ length: 20 }, (_, each) => each).find(
  (each) => versionSwitches(makeCase("bad-version", each).file)[0]?.previous,
)!;
const { file } = makeCase("bad-version", seed);
const change = versionSwitches(file)[0]!;

function summary(over: Partial<ModelSummary> = {}): ModelSummary {
  return {
    format: "safetensors",
    sizeBytes: 100,
    sha256: "a",
    parameterCount: 12,
    inputs: [],
    outputs: [],
    layers: [],
    tensors: [{ name: "w", type: "f32", shape: [3, 4] }],
    hyperParameters: { rate: "0.1" },
    ...over,
  };
}

function told(after: ModelSummary, training: ToldVersion["training"] = []): CaseFile {
  const { model, version, previous } = change;
  return {
    ...file,
    versions: [
      { model, version: previous, summary: summary(), training: [] },
      { model, version, summary: after, training },
    ],
  };
}

const evidenceOf = (given: CaseFile) =>
  versionContents.probe(given).findings.flatMap(({ evidence }) => evidence);

describe("the contents of a version", () => {
  it("say nothing where nobody told of it", () => {
    expect(versionContents.probe(file)).toEqual({ findings: [], ruledOut: [] });
  });

  it("clear it when the bytes are equal", () => {
    expect(evidenceOf(told(summary()))).toMatchObject([{ weight: -3 }]);
  });

  it("name settings that differ, and quantisation once for all tensors", () => {
    const [settings] = evidenceOf(told(summary({ sha256: "b", hyperParameters: { rate: "10" } })));
    expect(settings?.statement.params["what"]).toBe("setting rate: 0.1 → 10");
    const tensors = [{ name: "w", type: "i8", shape: [3, 4] }];
    const [types] = evidenceOf(told(summary({ sha256: "b", tensors })));
    expect(types?.statement.params["what"]).toBe("tensor types: f32 → i8");
    const [weights] = evidenceOf(told(summary({ sha256: "b" })));
    expect(weights?.statement.code).toBe("diagnose/version-other-weights");
  });

  it("tell of a training that diverged or over-fitted", () => {
    const signs = [{ kind: "over-fit", curve: "val_loss", step: 40 }] as const;
    const found = evidenceOf(told(summary({ sha256: "b" }), signs));
    expect(found.map(({ statement }) => statement.code)).toContain("diagnose/training-over-fit");
  });
});
