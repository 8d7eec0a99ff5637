import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { demoConfig } from "../../demo/live/aceso-process.ts";
import { fixedPorts } from "../../demo/live/ports.ts";
import { judge } from "../../demo/script/watch.ts";
import type { FaultReport, StepReport } from "../../demo/script/watch.ts";
import { faultNames, faults } from "../../demo/world/faults.ts";
import type { FaultName } from "../../demo/world/faults.ts";
import { scriptOf } from "../../demo/world/script.ts";

describe("the script", () => {
  it("holds six faults, three quiet minutes and one innocent deploy between them, for any seed", () => {
    for (let seed = 0; seed < 100; seed++) {
      const steps = scriptOf(seed);
      const played = steps.filter((step) => step.kind === "fault").map((step) => step.fault);
      expect([...played].sort()).toEqual([...faultNames].sort());
      expect(steps.filter((step) => step.kind === "quiet")).toHaveLength(3);
      expect(steps.filter((step) => step.kind === "innocent-deploy")).toHaveLength(1);
      expect(steps[0]!.kind).toBe("fault");
      expect(steps.at(-1)!.kind).toBe("fault");
    }
    expect(scriptOf(1)).toEqual(scriptOf(1));
    expect(scriptOf(1)).not.toEqual(scriptOf(2));
  });
});

describe("the judgement of a run", () => {
  it("passes when five of six are explained, all repairable ones fixed and none is false", () => {
    expect(judge(run(["blur"], []), { approves: true }).passed).toBe(true);
    expect(judge(run([], []), { approves: true })).toMatchObject({
      passed: true,
      faults: 6,
      explained: 6,
      repairable: 4,
      fixed: 4,
    });
  });

  it("fails on two unexplained faults, on one not fixed, on one false incident", () => {
    expect(judge(run(["blur", "cpu-starvation"], []), { approves: true }).passed).toBe(false);
    expect(judge(run([], ["prompt-format"]), { approves: true }).passed).toBe(false);
    const quiet: StepReport = { step: "quiet", from: 0, to: 60_000, falseIncidents: 1 };
    expect(judge([...run([], []), quiet], { approves: true }).passed).toBe(false);
  });
});

describe("the demo's configuration", () => {
  it("is the checked-in file and holds nothing but repair targets", () => {
    const text = readFileSync(new URL("../../demo/aceso.config.json", import.meta.url), "utf8");
    const config = JSON.parse(text);
    expect(config).toEqual(demoConfig(fixedPorts));
    expect(Object.keys(config)).toEqual(["repair"]);
    expect(Object.keys(config.repair)).toEqual(["targets"]);
  });
});

function run(unexplained: readonly FaultName[], unfixed: readonly FaultName[]): FaultReport[] {
  return faultNames.map((fault) => {
    const { truth, isRepairable } = faults[fault];
    const isFixed = isRepairable && !unfixed.includes(fault);
    return {
      step: "fault",
      fault,
      truth,
      incident: "1",
      opened: true,
      explained: !unexplained.includes(fault),
      component: truth.component,
      kind: truth.kind,
      version: truth.version,
      confidence: 0.9,
      isRepairable,
      outcome: isFixed ? "fixed" : "none",
      openedAfterSeconds: 30,
      fixedAfterSeconds: isFixed ? 60 : null,
      furtherIncidents: 0,
      falseIncidents: 0,
      times: {
        injected: 0,
        opened: 30_000,
        explained: 30_000,
        approved: null,
        fixed: null,
        removed: 60_000,
        resolved: null,
      },
    };
  });
}
