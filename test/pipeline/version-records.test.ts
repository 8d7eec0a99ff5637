import { describe, expect, it } from "vitest";
import { versionSwitches } from "../../src/diagnose/version-switch.ts";
import type { Json } from "../../src/model/json.ts";
import {
  putVersionRecord,
  toldVersions,
  trainingSigns,
} from "../../src/pipeline/version-records.ts";
import { makeCase } from "../diagnose/case.ts";

const steps = Array.from({ length: 60 }, (_, step) => step);
const curve = (name: string, value: (step: number) => number | null) => ({
  name,
  steps,
  values: steps.map(value),
});

describe("what training curves say", () => {
  it("is nothing of a loss that falls", () => {
    expect(trainingSigns([curve("train_loss", (step) => 1 / (1 + step))])).toEqual([]);
    expect(trainingSigns([curve("accuracy", (step) => 1 / (1 + step))])).toEqual([]);
  });

  it("is divergence, no number, or over-fitting", () => {
    const rising = curve("loss", (step) => (step < 20 ? 1 - step / 40 : 0.5 + (step - 20) / 5));
    expect(trainingSigns([rising])).toMatchObject([{ kind: "divergence", curve: "loss" }]);
    const broken = curve("loss", (step) => (step < 30 ? 1 / (1 + step) : null));
    expect(trainingSigns([broken])).toMatchObject([{ kind: "not-a-number", step: 30 }]);
    const learned = curve("train_loss", (step) => 1 / (1 + step));
    const judged = curve("val_loss", (step) => 0.5 + Math.abs(step - 20) / 40);
    expect(trainingSigns([learned, judged])).toMatchObject([
      { kind: "over-fit", curve: "val_loss" },
    ]);
  });
});

describe("told versions", () => {
  it("are those that came and went, read only where a version switched", async () => {
    const kept = new Map<string, Json>();
    let asked = 0;
    const store = {
      putSetting: (_: string, key: string, value: Json) =>
        Promise.resolve(void kept.set(key, value)),
      settings: () => {
        asked++;
        return Promise.resolve([...kept].map(([key, value]) => ({ key, value })));
      },
    };
    // The other methods of a store are not called.
    const loop = { store: store as never };
    const { file } = makeCase("bad-version", 1);
    const { model, version } = versionSwitches(file)[0]!;
    for (const name of [version, "unrelated"]) {
      const record = { version: name, summary: null, curves: [] };
      await putVersionRecord(loop, "default", { model, record });
    }
    expect(await toldVersions(loop, "default", file)).toEqual([
      { model, version, summary: null, training: [] },
    ]);
    await toldVersions(loop, "default", makeCase("blur", 1).file);
    expect(asked).toBe(1);
  });
});
